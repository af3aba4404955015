package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.Rate;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;

/** The answer of {@code /api/system}: what runs. */
public record SystemReport(
    Instant asOf,
    Health.State status,
    List<Process> processes,
    List<Group> groups,
    Overview.Broker broker,
    Store store,
    @JsonUnwrapped Overview.Problems problems) {

  /**
   * @param version as the process reports it, like the following components; null if it does not
   * @param status of its worst instance
   */
  record Process(
      String process,
      String version,
      String startedAt,
      List<?> roles,
      String address,
      Health.State status,
      List<Instance> instances) {}

  /**
   * @param source what a producer reads; null for other roles
   */
  record Instance(
      String role,
      int instance,
      Health.State status,
      String detail,
      String source,
      Instant startedAt,
      long ageMs,
      BigDecimal rate,
      Map<String, Long> counts) {}

  /**
   * @param asOf when Kafka was asked
   * @param trend the lag over the last minute
   */
  record Group(
      String group,
      Role role,
      Optional<Instant> asOf,
      Optional<Instant> completeUpTo,
      @JsonUnwrapped LagReport.Lag lag,
      List<Sample> trend,
      List<Partition> partitions) {}

  record Sample(Instant at, long lag) {}

  record Partition(
      String topic, int partition, long offset, long end, @JsonUnwrapped LagReport.Lag lag) {}

  record Store(
      @JsonUnwrapped Health health,
      Optional<Long> orders,
      Optional<Long> stubs,
      Optional<Instant> asOf) {}

  /**
   * @param waiting empty if Kafka does not answer
   */
  public static SystemReport of(
      SystemState state, Instant asOf, Optional<List<Backlog>> waiting, String ordersTopic) {
    LagReport lag =
        new LagReport(
            state.lags(),
            state.lagsAreCurrent(),
            waiting.map(it -> new Backlogs(it, ordersTopic)),
            ordersTopic);
    return new SystemReport(
        asOf,
        state.status(),
        processes(state.instances()),
        state.readers().stream().map(group -> group(group, lag)).toList(),
        state.shownBroker(),
        store(state),
        Overview.Problems.of(state.problems()));
  }

  private static List<Process> processes(List<InstanceState> instances) {
    Map<String, List<InstanceState>> byName = new TreeMap<>();
    for (InstanceState instance : instances) {
      byName.computeIfAbsent(instance.frame().process(), any -> new ArrayList<>()).add(instance);
    }
    return byName.entrySet().stream().map(it -> process(it.getKey(), it.getValue())).toList();
  }

  private static Process process(String name, List<InstanceState> instances) {
    JsonObject about = instances.get(0).frame().about();
    JsonArray roles = about.getJsonArray(RoleFrame.ROLES);
    return new Process(
        name,
        about.getString(RoleFrame.VERSION),
        about.getString(RoleFrame.PROCESS_STARTED_AT),
        roles == null
            ? instances.stream().map(it -> it.frame().role()).distinct().toList()
            : roles.getList(),
        about.getString(RoleFrame.ADDRESS),
        instances.stream().map(InstanceState::state).max(Comparator.naturalOrder()).orElseThrow(),
        instances.stream().map(SystemReport::instance).toList());
  }

  private static Instance instance(InstanceState instance) {
    RoleFrame frame = instance.frame();
    return new Instance(
        frame.role(),
        frame.instance(),
        instance.state(),
        frame.detail(),
        frame.about().getString(RoleFrame.SOURCE),
        frame.startedAt(),
        instance.ageMs(),
        Rate.rounded(instance.rate()),
        new TreeMap<>(frame.counts()));
  }

  private static Group group(SystemState.Group group, LagReport lag) {
    LagHistory lags = lag.lags();
    Predicate<PartitionLag> its = each -> each.group().equals(group.name());
    return new Group(
        group.name(),
        group.role(),
        lags.newest().map(LagHistory.Sample::at),
        lag.completeUpTo(its),
        lag.of(its),
        lag.current()
            ? lags.trend().stream()
                .map(sample -> new Sample(sample.at(), sample.sum(its, PartitionLag::lag)))
                .toList()
            : List.of(),
        lags.newest().stream()
            .flatMap(it -> it.lags().stream())
            .filter(its)
            .map(each -> partition(each, lag))
            .toList());
  }

  private static Partition partition(PartitionLag its, LagReport lag) {
    return new Partition(
        its.topic(), its.partition(), its.committed(), its.end(), lag.of(it -> it.isOfSame(its)));
  }

  private static Store store(SystemState state) {
    return new Store(
        state.store(),
        state.summary().map(OrderStore.Summary::orders),
        state.summary().map(OrderStore.Summary::stubs),
        state.summaryAsOf());
  }
}
