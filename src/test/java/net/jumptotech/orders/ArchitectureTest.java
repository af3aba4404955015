package net.jumptotech.orders;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/** The import rules of the house, and that nothing waits where it must not. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  static final String ROOT = "net.jumptotech.orders";

  private static final String[] FEATURES = {
    in("producer"),
    in("fraud"),
    in("payment"),
    in("analytics"),
    in("http"),
    in("script"),
    in("bridge")
  };

  @ArchTest static final ArchRule eventKnowsNothingOfOurs = knowsOnly("event");

  @ArchTest static final ArchRule runtimeKnowsNothingOfOurs = knowsOnly("runtime");

  @ArchTest
  static final ArchRule streamKnowsEventAndRuntime = knowsOnly("stream", "event", "runtime");

  @ArchTest static final ArchRule brokerKnowsRuntime = knowsOnly("broker", "event", "runtime");

  @ArchTest
  static final ArchRule thePortKnowsEventAndRuntimeAndNoAdapter =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".store")
          .should()
          .dependOnClassesThat(oursExcept(ROOT + ".store", in("event"), in("runtime")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule adaptersKnowTheirPortAndNotEachOther =
      slices()
          .matching(ROOT + ".store.(*)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest static final ArchRule adaptersKnowNoFeature = knowsOnly("store", "event", "runtime");

  @ArchTest
  static final ArchRule featuresKnowPortsOnly =
      noClasses()
          .that()
          .resideInAnyPackage(FEATURES)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(in("app"), in("broker"), ROOT + ".store.*..").as("are not ports"))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule featuresDoNotKnowEachOther =
      slices()
          .matching(ROOT + ".(producer|fraud|payment|analytics|http|script|bridge)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nothingKnowsApp =
      noClasses()
          .that()
          .resideOutsideOfPackage(in("app"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(in("app"));

  @ArchTest
  static final ArchRule onlyStreamAndBrokerKnowKafka =
      only("stream", "broker").know("org.apache.kafka..", "io.vertx.kafka..", "kafka..");

  @ArchTest
  static final ArchRule onlyItsAdapterKnowsSql =
      only("store.sqlite").know("java.sql..", "javax.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule onlyItsAdapterKnowsCouchbase =
      only("store.couchbase").know("com.couchbase..");

  @ArchTest
  static final ArchRule onlyHttpKnowsVertxWeb =
      only("http").know("io.vertx.ext.web..", "io.vertx.openapi..");

  @ArchTest static final ArchRule javascriptKnowsNothingOfOurs = knowsOnly("javascript");

  /** It is in a jar of its own, which is not there unless somebody adds it. */
  @ArchTest
  static final ArchRule nothingKnowsJavascript =
      only("javascript").know(in("javascript"), "org.graalvm..");

  @ArchTest static final ArchRule onlyAppKnowsTheCommandLine = only("app").know("picocli..");

  @ArchTest
  static final ArchRule onlyAppKnowsTheCluster =
      only("app").know("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..");

  /**
   * What may wait, each on a thread of its own or before there is an event loop: app (the main
   * thread), broker, the pump's thread and the loader that it runs, the store's one worker.
   */
  @ArchTest
  static final ArchRule nothingBlocks =
      noClasses()
          .that()
          .resideOutsideOfPackages(in("app"), in("broker"), in("store.sqlite"))
          .and(describe("are no thread of the pump", type -> !isOfThePumpsThread(type)))
          .should()
          .callCodeUnitWhere(
              describe("it makes its caller wait", ArchitectureTest::makesItsCallerWait));

  private static final Set<String> PUMPS_THREAD =
      Set.of("Pump", "Session", "Transactions", "Takeover", "FormerPartitions");

  private static boolean isOfThePumpsThread(JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    return outermost.getPackageName().equals(ROOT + ".stream")
        && PUMPS_THREAD.contains(outermost.getSimpleName());
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

  private static ArchRule knowsOnly(String part, String... others) {
    String[] known = new String[others.length + 1];
    known[0] = in(part);
    for (int i = 0; i < others.length; i++) {
      known[i + 1] = in(others[i]);
    }
    return noClasses()
        .that()
        .resideInAPackage(in(part))
        .should()
        .dependOnClassesThat(oursExcept(known))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> oursExcept(String... packages) {
    return resideInAPackage(ROOT + "..")
        .and(DescribedPredicate.not(resideInAnyPackage(packages)))
        .as("are ours outside of %s", String.join(", ", packages));
  }

  private static Only only(String... parts) {
    String[] packages = new String[parts.length];
    for (int i = 0; i < parts.length; i++) {
      packages[i] = in(parts[i]);
    }
    return foreign ->
        noClasses()
            .that()
            .resideOutsideOfPackages(packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(foreign)
            .allowEmptyShould(true);
  }

  private interface Only {
    ArchRule know(String... foreign);
  }

  private static String in(String part) {
    return ROOT + "." + part + "..";
  }
}
