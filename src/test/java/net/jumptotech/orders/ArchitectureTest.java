package net.jumptotech.orders;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The plan of the house: every package, what it imports, and which classes of an inner package
 * others may use. What is not in the plan fails, and so does a line of the plan that is not true.
 */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  static final String ROOT = "net.jumptotech.orders";

  /**
   * From the ground floor up: a package and what it imports of ours. It imports only what stands
   * above it in this list, so there is no circle.
   */
  private static final Map<String, Set<String>> IMPORTS =
      plan(
          room("event"),
          room("runtime"),
          room("server", "runtime"),
          room("metrics"),
          room("javascript"),
          room("intake.container", "event", "runtime"),
          room("xlsx", "runtime", "intake.container"),
          room("tracing", "runtime"),
          room("logging"), // constants of runtime are no imports
          room("broker", "runtime", "logging"),
          room("stream", "event", "runtime", "metrics", "tracing"),
          room("stream.offsets", "event", "runtime"),
          room("stream.deadletters", "event", "stream"),
          room("stream.write", "event", "stream", "stream.deadletters", "tracing"),
          room("stream.settled"),
          room(
              "stream.pump",
              "event",
              "runtime",
              "metrics",
              "stream",
              "stream.offsets",
              "stream.settled",
              "stream.deadletters",
              "tracing"),
          room(
              "stream.topics",
              "event",
              "runtime",
              "stream",
              "stream.offsets",
              "stream.settled",
              "stream.pump"),
          room(
              "stream.lookup", "event", "tracing", "stream", "stream.deadletters", "stream.topics"),
          room("stream.operations", "event", "stream"),
          room("stream.replay", "event", "stream", "stream.deadletters"),
          room("intake.mapping", "event", "runtime"),
          room("intake", "event", "runtime", "intake.mapping", "intake.container"),
          room("store", "event", "runtime"),
          room("store.sqlite", "event", "runtime", "store"),
          room("store.couchbase", "event", "runtime", "store"),
          room("monitor.frames", "event", "runtime", "stream.deadletters", "stream.pump"),
          room(
              "monitor",
              "event",
              "runtime",
              "monitor.frames",
              "metrics",
              "server",
              "stream.deadletters",
              "stream.topics",
              "stream.lookup",
              "store"),
          room("script", "runtime", "monitor.frames"),
          room("bridge", "runtime", "monitor.frames"),
          room("producer.directory", "runtime"),
          room(
              "producer",
              "event",
              "runtime",
              "intake",
              "intake.mapping",
              "intake.container",
              "stream",
              "stream.write",
              "stream.topics",
              "monitor.frames",
              "producer.directory"),
          room("fraud.rules", "event"),
          room(
              "fraud",
              "event",
              "runtime",
              "stream",
              "stream.pump",
              "monitor.frames",
              "fraud.rules"),
          room(
              "payment",
              "event",
              "runtime",
              "metrics",
              "tracing",
              "stream",
              "stream.pump",
              "monitor.frames"),
          room("analytics", "event", "runtime", "stream", "stream.pump", "store", "monitor.frames"),
          room("access", "runtime"),
          room("http.api", "event", "runtime", "access"),
          room("http.operations", "runtime", "access", "stream.operations", "http.api"),
          room("http.oidc", "event", "runtime", "access"),
          room(
              "http.access",
              "event",
              "runtime",
              "access",
              "http.api",
              "http.oidc",
              "http.operations"),
          room(
              "http.deadletters",
              "event",
              "stream",
              "stream.deadletters",
              "stream.lookup",
              "monitor",
              "http.api"),
          room(
              "http.orders",
              "event",
              "runtime",
              "stream",
              "stream.write",
              "store",
              "monitor",
              "http.api"),
          room(
              "http.story",
              "event",
              "runtime",
              "stream",
              "stream.deadletters",
              "stream.topics",
              "stream.lookup",
              "store",
              "monitor",
              "http.api",
              "http.deadletters",
              "http.orders"),
          room(
              "http.webhooks",
              "event",
              "runtime",
              "intake.mapping",
              "stream",
              "stream.write",
              "http.api"),
          room(
              "http.imports",
              "event",
              "runtime",
              "intake",
              "intake.container",
              "intake.mapping",
              "stream.write",
              "http.api"),
          room(
              "http",
              "event",
              "runtime",
              "access",
              "server",
              "stream.offsets",
              "stream.write",
              "stream.topics",
              "stream.lookup",
              "stream.operations",
              "store",
              "monitor",
              "monitor.frames",
              "http.api",
              "http.access",
              "http.deadletters",
              "http.imports",
              "http.operations",
              "http.orders",
              "http.story",
              "http.webhooks"),
          room("app.cluster", "runtime"),
          room(
              "app",
              "event",
              "runtime",
              "server",
              "logging",
              "metrics",
              "tracing",
              "broker",
              "stream",
              "stream.write",
              "stream.pump",
              "stream.topics",
              "stream.lookup",
              "stream.operations",
              "store",
              "store.sqlite",
              "store.couchbase",
              "monitor",
              "monitor.frames",
              "script",
              "bridge",
              "intake.container",
              "producer",
              "fraud",
              "payment",
              "analytics",
              "http",
              "app.cluster"),
          room("app.backup", "runtime", "app"),
          room("cli.bench.compare", "runtime"),
          room(
              "cli.bench",
              "event",
              "runtime",
              "access",
              "stream",
              "stream.write",
              "stream.topics",
              "store",
              "store.sqlite",
              "store.couchbase",
              "app",
              "cli.bench.compare"),
          room(
              "cli",
              "event",
              "runtime",
              "access",
              "logging",
              "intake.container",
              "intake.mapping",
              "stream",
              "stream.offsets",
              "stream.deadletters",
              "stream.write",
              "stream.topics",
              "stream.operations",
              "stream.replay",
              "store.sqlite",
              "store.couchbase",
              "producer",
              "app",
              "app.backup",
              "cli.bench"));

  /** The classes of an inner package that are used outside of the package around it. */
  private static final Map<String, Set<String>> USED_OUTSIDE =
      plan(
          room("intake.container", "ExpansionLimit", "WorkbookReader", "Workbooks"),
          room("stream.offsets", "Breach", "Loss"),
          room(
              "stream.deadletters",
              "DeadLetter",
              "DeadLetterCause",
              "DeadLetterCount",
              "DeadLetterNote",
              "DeadLetterPage",
              "DeadLetterSearch",
              "OrderDeadLetters"),
          room(
              "stream.operations",
              "ChainCheck",
              "DailyRoot",
              "KafkaOperationLog",
              "KafkaOperationReader",
              "Operation",
              "OperationLog",
              "OperationReader"),
          room(
              "stream.replay",
              "DeadLetterDesk",
              "LetterCause",
              "LetterSelection",
              "LetterState",
              "RejectedRecord",
              "Verdict"),
          room("stream.write", "KafkaOrderWriter", "OrderWriter"),
          room(
              "stream.pump",
              "Outcome",
              "OutgoingRecord",
              "Processor",
              "Pump",
              "PumpOptions",
              "PumpStatus"),
          room(
              "stream.topics",
              "Drain",
              "KafkaAdmin",
              "LagMonitor",
              "PartitionLag",
              "SequenceStore",
              "TopicOptions",
              "TopicReport",
              "TransactionRepair"),
          room("intake.mapping", "Layout", "Mapping", "Mappings"),
          room("monitor.frames", "RoleFrames"),
          room(
              "stream.lookup",
              "Backlog",
              "FoundRecord",
              "KafkaRecordLookup",
              "OutcomeTally",
              "RecordLookup"),
          room("store.sqlite", "SqliteOptions", "SqliteOrderStore"),
          room(
              "store.couchbase",
              "BareUpserts",
              "CouchbaseOptions",
              "CouchbaseOrderStore",
              "Indexes"),
          room("app.backup", "Backup", "Restore"));

  /** Foreign packages, and the only ones of ours that know them. */
  private static final Map<String, Set<String>> FOREIGN =
      plan(
          room("org.apache.kafka.", "stream", "broker", "cli.bench"),
          room("kafka.", "broker"),
          room("java.sql.", "store.sqlite", "cli.bench"),
          room("org.sqlite.", "store.sqlite"),
          room("com.couchbase.", "store.couchbase"),
          room("io.vertx.ext.web.", "http"),
          room("io.vertx.openapi.", "http"),
          room("io.vertx.ext.auth.", "http.oidc"),
          room("picocli.", "cli"),
          room("com.hazelcast.", "app.cluster"),
          room("io.vertx.spi.cluster.hazelcast.", "app.cluster"),
          room("ch.qos.logback.", "logging"),
          room("io.micrometer.", "metrics"),
          room("io.vertx.micrometer.", "metrics"),
          room("io.prometheus.", "metrics"),
          room("io.opentelemetry.", "tracing"),
          room("io.vertx.tracing.", "tracing"),
          room("org.graalvm.", "javascript"),
          room("org.dhatim.", "xlsx"));

  @ArchTest
  static void everyPackageIsInThePlan(JavaClasses classes) {
    Set<String> there = new TreeSet<>();
    classes.forEach(type -> there.add(packageOf(type)));
    assertThat(there).isEqualTo(new TreeSet<>(IMPORTS.keySet()));
  }

  @ArchTest
  static void noPackageHasMoreThanTwentyFiveFiles(JavaClasses classes) {
    Map<String, Set<String>> files = new LinkedHashMap<>();
    classes.forEach(
        type ->
            files.computeIfAbsent(packageOf(type), any -> new TreeSet<>()).add(outermost(type)));
    assertThat(files).allSatisfy((name, types) -> assertThat(types).hasSizeLessThanOrEqualTo(25));
  }

  @ArchTest
  static void importsAreThoseOfThePlan(JavaClasses classes) {
    Set<String> imports = new TreeSet<>();
    between(classes)
        .forEach(
            use -> imports.add(packageOf(use.getOriginClass()) + " -> " + packageOf(target(use))));
    assertPlanned(imports, IMPORTS);
  }

  @Test
  void importsPointDown() {
    Set<String> below = new LinkedHashSet<>();
    IMPORTS.forEach(
        (name, imports) -> {
          assertThat(below).as("what %s may import", name).containsAll(imports);
          below.add(name);
        });
  }

  @ArchTest
  static void innerPackagesShowTheClassesOfThePlan(JavaClasses classes) {
    Set<String> used = new TreeSet<>();
    between(classes)
        .filter(use -> packageOf(target(use)).contains("."))
        .filter(use -> !around(use.getOriginClass()).equals(around(target(use))))
        .forEach(use -> used.add(packageOf(target(use)) + " -> " + outermost(target(use))));
    assertPlanned(used, USED_OUTSIDE);
  }

  @ArchTest
  static void foreignPackagesAreKnownWhereThePlanSays(JavaClasses classes) {
    Set<String> knownBy = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        FOREIGN.forEach(
            (foreign, ours) -> {
              if (target(use).getName().startsWith(foreign)) {
                String by = ours.contains(packageOf(type)) ? packageOf(type) : around(type);
                knownBy.add(foreign + " -> " + by);
              }
            });
      }
    }
    assertPlanned(knownBy, FOREIGN);
  }

  /** Classes of one package that use each other, directly or through others, and why they may. */
  private static final Set<String> CIRCLES =
      Set.of(
          // what happens on one connection counts for the limits of all
          "server: ConnectionGuard Connections",
          // a document tells its conflict, which follows from the whole document
          "store: Conflict OrderDocument",
          // a partition keeps its records, and a record asks whether it is still ours
          "stream.pump: InFlightRecord OwnedPartition SideInput");

  private static final Path SOURCES = Path.of("src/main/java", ROOT.split("[.]"));

  /** Comments and texts, which may name a class without using it. */
  private static final Pattern PROSE =
      Pattern.compile("(?s)'\"'|//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\\n])*+\"");

  private static final Pattern CLASS_NAME = Pattern.compile("(?<![\\w.])[A-Z]\\w*");

  /** Reads the sources: the compiler leaves no trace of whose constant it was. */
  @Test
  void classesOfAPackageUseEachOtherOneWay() throws IOException {
    Set<String> circles = new TreeSet<>();
    for (String name : IMPORTS.keySet()) {
      Map<String, Set<String>> uses = usesWithin(name);
      for (String type : uses.keySet()) {
        Set<String> circle = usedBy(type, uses);
        circle.removeIf(other -> !usedBy(other, uses).contains(type));
        if (!circle.isEmpty()) {
          circles.add(name + ": " + String.join(" ", circle));
        }
      }
    }
    assertThat(circles).containsExactlyInAnyOrderElementsOf(CIRCLES);
  }

  /** For every class of a package: the others of the same package that its file names. */
  private static Map<String, Set<String>> usesWithin(String name) throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(SOURCES.resolve(name.replace('.', '/')), "[A-Z]*.java")) {
      for (Path file : files) {
        String code = PROSE.matcher(Files.readString(file)).replaceAll(" ");
        uses.put(
            file.getFileName().toString().replace(".java", ""),
            CLASS_NAME
                .matcher(code.replace(ROOT + "." + name + ".", ""))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    uses.forEach((type, others) -> others.retainAll(uses.keySet()));
    uses.forEach((type, others) -> others.remove(type));
    return uses;
  }

  private static Set<String> usedBy(String type, Map<String, Set<String>> uses) {
    Set<String> used = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(uses.get(type));
    while (!next.isEmpty()) {
      String each = next.pop();
      if (used.add(each)) {
        next.addAll(uses.get(each));
      }
    }
    return used;
  }

  /**
   * The threads of the pump, which wait for Kafka; and the body of an import, whose reader is a
   * worker and waits for the sender.
   */
  private static final Set<String> MAY_WAIT =
      Set.of(
          "stream.pump.Pump",
          "stream.pump.Session",
          "stream.pump.Transactions",
          "stream.pump.Takeover",
          "stream.pump.FormerPartitions",
          "stream.replay.DeadLetterDesk",
          "http.imports.BodyStream");

  /** What runs on the main thread or on threads of its own; but no verticle. */
  private static final Set<String> OWN_THREADS =
      Set.of(
          "cli",
          "cli.bench",
          "cli.bench.compare",
          "app",
          "app.cluster",
          "app.backup",
          "broker",
          "store.sqlite");

  @ArchTest
  static void whatMayWaitIsWhereThePlanSays(JavaClasses classes) {
    assertThat(MAY_WAIT).allMatch(name -> classes.contain(ROOT + "." + name));
    assertThat(IMPORTS.keySet()).containsAll(OWN_THREADS);
  }

  @ArchTest
  static final ArchRule nothingBlocks =
      noClasses()
          .that(describe("run on an event loop", ArchitectureTest::runsOnAnEventLoop))
          .should()
          .callCodeUnitWhere(
              describe("it makes its caller wait", ArchitectureTest::makesItsCallerWait));

  private static boolean runsOnAnEventLoop(JavaClass type) {
    return type.isAssignableTo(Deployable.class)
        || !OWN_THREADS.contains(packageOf(type))
            && !MAY_WAIT.contains(packageOf(type) + "." + outermost(type));
  }

  private static boolean makesItsCallerWait(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    return switch (call.getName()) {
      case "sleep" -> owner.isAssignableTo(Thread.class) || isTimeUnit(owner);
      case "join" -> owner.isAssignableTo(Thread.class) || isJavaFuture(owner);
      case "get" -> isJavaFuture(owner);
      case "await" ->
          owner.isAssignableTo(Future.class)
              || owner.isAssignableTo(CountDownLatch.class)
              || owner.isAssignableTo(CyclicBarrier.class)
              || owner.isAssignableTo(Condition.class);
      case "wait" -> true;
      case "acquire" -> owner.isAssignableTo(Semaphore.class);
      case "take", "put" -> owner.isAssignableTo(BlockingQueue.class);
      case "park", "parkNanos", "parkUntil" -> owner.isAssignableTo(LockSupport.class);
      case "awaitTermination", "invokeAll", "invokeAny" ->
          owner.isAssignableTo(ExecutorService.class);
      default -> false;
    };
  }

  private static boolean isJavaFuture(JavaClass owner) {
    return owner.isAssignableTo(java.util.concurrent.Future.class);
  }

  private static boolean isTimeUnit(JavaClass owner) {
    return owner.isAssignableTo(java.util.concurrent.TimeUnit.class);
  }

  private record Room(String name, Set<String> others) {}

  private static Room room(String name, String... others) {
    return new Room(name, new TreeSet<>(List.of(others)));
  }

  private static Map<String, Set<String>> plan(Room... rooms) {
    Map<String, Set<String>> plan = new LinkedHashMap<>();
    for (Room room : rooms) {
      plan.put(room.name(), room.others());
    }
    return plan;
  }

  private static void assertPlanned(Set<String> seen, Map<String, Set<String>> plan) {
    Set<String> planned = lines(plan);
    assertThat(seen)
        .filteredOn(line -> !planned.contains(line))
        .as("are not in the plan")
        .isEmpty();
    assertThat(planned)
        .filteredOn(line -> !seen.contains(line))
        .as("are only in the plan")
        .isEmpty();
  }

  private static Set<String> lines(Map<String, Set<String>> plan) {
    Set<String> lines = new TreeSet<>();
    plan.forEach((name, others) -> others.forEach(other -> lines.add(name + " -> " + other)));
    return lines;
  }

  /** Uses of one of our packages by another one. */
  private static Stream<Dependency> between(JavaClasses classes) {
    List<Dependency> uses = new ArrayList<>();
    classes.forEach(type -> uses.addAll(type.getDirectDependenciesFromSelf()));
    return uses.stream()
        .filter(use -> target(use).getPackageName().startsWith(ROOT))
        .filter(use -> !packageOf(target(use)).equals(packageOf(use.getOriginClass())));
  }

  private static JavaClass target(Dependency use) {
    return use.getTargetClass().getBaseComponentType();
  }

  private static String packageOf(JavaClass type) {
    return type.getPackageName()
        .substring(Math.min(ROOT.length() + 1, type.getPackageName().length()));
  }

  /** {@code stream} of {@code stream.pump}. */
  private static String around(JavaClass type) {
    return packageOf(type).replaceFirst("\\..*", "");
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }
}
