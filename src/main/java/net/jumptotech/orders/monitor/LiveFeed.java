package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.monitor.frames.Clocks;
import net.jumptotech.orders.monitor.frames.FrameFold;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.Rate;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.lookup.RecordLookup;
import net.jumptotech.orders.stream.topics.LagMonitor;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Receives the frames of all roles, asks Kafka and the store for what no role can know, and
 * publishes the frames for browsers four times a second, in this process only. Used on one event
 * loop.
 */
public final class LiveFeed {

  private static final Duration ASK_EVERY = Duration.ofSeconds(1);
  private static final long CURRENT_FOR_MS = 10_000;

  /**
   * Kafka answers within milliseconds; after this long without an answer it will not answer the
   * next request.
   */
  private static final long UNRESPONSIVE_AFTER_MS = 5_000;

  /** Once a second, in frames. */
  private static final long LINES_EVERY = 1_000 / RoleFrames.PERIOD_MS;

  private static final Duration COUNT_LETTERS_EVERY = Duration.ofSeconds(2);

  /** By then even the slowest role, the embedded broker, has published a frame. */
  private static final long STARTUP_MS = 10_000;

  /** The frame of {@code ui.orders}: documents that changed since the last frame. */
  record Newest(
      long seq, Instant at, List<Map<String, Object>> orders, long changed, BigDecimal rate) {

    static Newest of(long seq, Instant at, FrameFold.Changes changes) {
      return new Newest(seq, at, changes.orders(), changes.changed(), Rate.rounded(changes.rate()));
    }
  }

  private final Vertx vertx;
  private final ProcessInfo process;
  private final Groups groups;
  private final String brokerAddress;
  private final OrderStore store;
  private final FrameFold fold = new FrameFold();
  private final LagHistory lags = new LagHistory();
  private final Polled<List<PartitionLag>> lag;
  private final Polled<OrderStore.Summary> summary;
  private final Polled<DeadLetterCount> letters;
  private final Polled<List<SystemProblem>> topicProblems;
  private final BacklogWatch backlogs;
  private final String ordersTopic;
  private final Clocks clocks = new Clocks();
  private final LetterRate letterRate = new LetterRate();
  private final StateWatch watch = new StateWatch();

  /** When this process first noticed it. */
  private Optional<Instant> paidTwiceSince = Optional.empty();

  private final long createdAt = nowMs();
  private Overview overview;
  private Optional<Instant> summaryAsOf = Optional.empty();
  private Optional<List<Backlog>> waiting = Optional.empty();
  private List<StateLine> lines = List.of();
  private long seq;
  private long timer;
  private MessageConsumer<JsonObject> frames;
  private MessageConsumer<JsonObject> others;

  public LiveFeed(
      Vertx vertx,
      ProcessInfo process,
      OrderStore store,
      LagMonitor monitor,
      RecordLookup lookup,
      Groups groups,
      String ordersTopic,
      String brokerAddress) {
    this.vertx = vertx;
    this.ordersTopic = ordersTopic;
    this.process = process;
    this.groups = groups;
    this.brokerAddress = brokerAddress;
    this.store = store;
    this.lag = new Polled<>(() -> measure(monitor), ASK_EVERY, LiveFeed::nowMs);
    // only totals by country are used: no minute begins in the future
    this.summary = new Polled<>(this::summarize, ASK_EVERY, LiveFeed::nowMs);
    this.letters =
        new Polled<>(
            () -> askKafka(lookup::countDeadLetters).onSuccess(letterRate::add),
            COUNT_LETTERS_EVERY,
            LiveFeed::nowMs);
    this.backlogs = new BacklogWatch(partitions -> askKafka(() -> lookup.waiting(partitions)));
    this.topicProblems =
        new Polled<>(() -> askKafka(monitor::problems), ASK_EVERY, LiveFeed::nowMs);
  }

  private Future<OrderStore.Summary> summarize() {
    Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return store.summary(asked).onSuccess(answer -> summaryAsOf = Optional.of(asked));
  }

  private Future<List<PartitionLag>> measure(LagMonitor monitor) {
    Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return monitor.measure().onSuccess(answer -> lags.add(asked, answer));
  }

  public Future<Void> start() {
    frames = vertx.eventBus().localConsumer(Addresses.FRAMES);
    frames.handler(message -> hear(RoleFrame.of(message.body())));
    others = vertx.eventBus().consumer(Addresses.FLEET_FRAMES);
    others.handler(message -> hearOther(message.body()));
    tick();
    timer = vertx.setPeriodic(RoleFrames.PERIOD_MS, any -> tick());
    return Future.all(frames.completion(), others.completion()).mapEmpty();
  }

  private void hearOther(JsonObject frame) {
    if (!process.name().equals(frame.getString("process"))) {
      hear(RoleFrame.of(frame));
    }
  }

  private void hear(RoleFrame frame) {
    fold.hear(frame, nowMs());
    if (frame.stops()) {
      clocks.forget(frame.process());
    } else {
      clocks.hear(frame.process(), frame.at(), Instant.now());
    }
  }

  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return frames == null
        ? Future.succeededFuture()
        : Future.join(frames.unregister(), others.unregister()).mapEmpty();
  }

  /** The newest frame of {@code ui.overview}, once it has started. */
  public Overview overview() {
    return overview;
  }

  /** What an operator should know, worst first; at least one line once it has started. */
  public List<StateLine> lines() {
    return lines;
  }

  /** What waits, asked of Kafka at most every two seconds; empty if it does not say. */
  public Future<Optional<List<Backlog>>> waiting() {
    return backlogs.of(lags.newest().map(LagHistory.Sample::lags).orElse(List.of()));
  }

  /** All that was in Kafka at this time is in the store; empty while that is not known. */
  public Optional<Instant> storeCompleteUpTo() {
    return lags.completeUpTo(it -> it.group().equals(groups.analytics()));
  }

  /**
   * Why an accepted order may not be found: what blocks orders or their outcomes now. Empty if
   * nothing does.
   */
  public String whyMissing() {
    return problems(fold.instances(nowMs())).stream()
        .filter(it -> it.severity() == SystemProblem.Severity.HALTED && it.topic() != null)
        .findFirst()
        .map(
            it ->
                " If it was accepted, it may still be waiting: %s. Nothing is lost; see /api/system."
                    .formatted(it.sentence()))
        .orElse("");
  }

  public LagHistory lags() {
    return lags;
  }

  /** Whether Kafka's last answer is recent enough to report as current. */
  public boolean lagsAreCurrent() {
    return lag.ageMs() <= CURRENT_FOR_MS;
  }

  /**
   * Asks Kafka, unless it is known not to answer.
   *
   * @return fails at once with {@link KafkaUnresponsive} then
   */
  public <T> Future<T> askKafka(Supplier<Future<T>> question) {
    long age = lag.ageMs();
    boolean silent =
        age > UNRESPONSIVE_AFTER_MS || lag.failure().isPresent() && age > UNRESPONSIVE_AFTER_MS / 2;
    return silent ? Future.failedFuture(new KafkaUnresponsive(silence())) : question.get();
  }

  public SystemState state() {
    long now = nowMs();
    List<InstanceState> instances = fold.instances(now);
    return new SystemState(
        process,
        groups,
        brokerAddress,
        broker(),
        storeHealth(instances),
        lags,
        lagsAreCurrent(),
        letters.ageMs() <= CURRENT_FOR_MS ? letters.value() : Optional.empty(),
        summary.value(),
        summaryAsOf,
        instances,
        fold.departures(),
        now - createdAt < STARTUP_MS,
        problems(instances));
  }

  /** Problems from Kafka, while it answers, and from every role that reports. */
  private List<SystemProblem> problems(List<InstanceState> instances) {
    List<SystemProblem> inTopics =
        topicProblems
            .value()
            .filter(any -> topicProblems.ageMs() <= CURRENT_FOR_MS)
            .orElse(List.of());
    return SystemProblem.worstFirst(
        Stream.of(
                inTopics.stream(),
                instances.stream().flatMap(InstanceState::problems),
                paidTwice().stream())
            .flatMap(it -> it));
  }

  /** The store only counts them; the list of conflicts names them. */
  private Optional<SystemProblem> paidTwice() {
    long orders =
        summary
            .value()
            .map(it -> it.conflicts().getOrDefault(Conflict.Kind.PAID_TWICE, 0L))
            .orElse(0L);
    if (orders == 0) {
      paidTwiceSince = Optional.empty();
      return Optional.empty();
    }
    paidTwiceSince = paidTwiceSince.or(() -> Optional.of(Instant.now()));
    String words =
        Numbers.count(orders, "order")
            + (orders == 1 ? " has" : " have")
            + " more than one payment";
    return Optional.of(
        SystemProblem.of(
                ProblemKind.PAID_TWICE, SystemProblem.Severity.BREACH, words, paidTwiceSince.get())
            .fixedBy("/orders?conflict=" + Conflict.Kind.PAID_TWICE));
  }

  private void tick() {
    lag.tick();
    summary.tick();
    letters.tick();
    topicProblems.tick();
    seq++;
    Instant at = Instant.now();
    SystemState state = state();
    if (seq % LINES_EVERY == 1) {
      Situation situation = situation(state);
      lines = watch.see(situation.lines(), at.truncatedTo(ChronoUnit.MILLIS));
      JsonArray gauges = StateGauges.of(lines, situation.groups());
      vertx.eventBus().publish(Addresses.STATE, gauges, Addresses.HERE);
    }
    overview = state.overview(seq, at, lines);
    publish(Addresses.UI_OVERVIEW, overview);
    publish(Addresses.UI_ORDERS, Newest.of(seq, at, fold.changes(nowMs())));
  }

  /** What waits and what it is worth is asked only while somebody is late. */
  private Situation situation(SystemState state) {
    boolean late = lines.stream().anyMatch(it -> it.group() != null);
    if (late) {
      waiting().onSuccess(answer -> waiting = answer);
    } else {
      waiting = Optional.empty();
    }
    return new Situation(
        state,
        waiting.map(it -> new Backlogs(it, ordersTopic)),
        letterRate.inTheLastMinute(),
        clocks.worst());
  }

  private void publish(String address, Record frame) {
    vertx.eventBus().publish(address, new JsonObject(Json.fields(frame)), Addresses.HERE);
  }

  private Health broker() {
    if (lag.ageMs() > CURRENT_FOR_MS) {
      return Health.down(silence());
    }
    if (lag.failure().isPresent()) {
      return Health.degraded("Kafka did not answer: " + Failure.inWords(lag.failure().get()));
    }
    if (lag.value().isEmpty()) {
      return Health.degraded("Kafka has not answered yet");
    }
    return lag.ageMs() > UNRESPONSIVE_AFTER_MS ? Health.degraded(silence()) : Health.UP;
  }

  private String silence() {
    String silent = "Kafka has not answered for " + lag.ageMs() / 1_000 + " s";
    return lag.failure()
        .map(Failure::inWords)
        .filter(it -> !it.equals(Failure.SILENCE)) // "no answer" is already stated
        .map(it -> silent + ": " + it)
        .orElse(silent);
  }

  /** As this process sees it, and who writes to it. */
  private Health storeHealth(List<InstanceState> instances) {
    Health health =
        instances.stream()
            .map(it -> it.frame().store())
            .filter(it -> it.state() != Health.State.UP)
            .findFirst()
            .orElseGet(store::health);
    if (health.state() != Health.State.UP) {
      return health;
    }
    if (summary.failure().isPresent()) {
      return Health.degraded(
          "the store did not answer: " + Failure.inWords(summary.failure().get()));
    }
    return summary.ageMs() > CURRENT_FOR_MS
        ? Health.degraded("the store has not answered for " + summary.ageMs() / 1_000 + " s")
        : health;
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
