package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jumptotech.orders.app.cluster.ClusterOptions;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.http.HttpOptions;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the files that deploy us say, and the program must agree with. Needs no Docker, no AWS. */
final class DeploymentTest {

  private static final Set<String> SERVICE_KEYS =
      Set.of(
          "cpu", "memory", "min", "max", "spot", "secrets", "public", "cpu-target", "lag-target");

  /** Gigabytes that Fargate offers, by CPU units: least, most. */
  private static final Map<Integer, List<Integer>> FARGATE =
      Map.of(256, List.of(512, 2_048), 512, List.of(1_024, 4_096), 1_024, List.of(2_048, 8_192));

  private final String dockerfile = text("Dockerfile");
  private final String services = text("terraform/services.tf");
  private final String locals = text("terraform/locals.tf");
  private final Map<String, Object> compose = yaml("compose.yaml");

  @Test
  void everyEnvironmentNameIsASetting() {
    Set<String> names = new TreeSet<>();
    names.addAll(found("\\b((?:ORDERS|HTTP|BROKER|KAFKA|CLUSTER|EVENTBUS)_[A-Z_]+)=", dockerfile));
    for (Map<String, Object> container : ours()) {
      names.addAll(section(container, "environment").keySet());
    }
    names.addAll(found("\\b([A-Z]+(?:_[A-Z]+)+)\\s+= ", locals));
    names.addAll(found("\\b(ORDERS_[A-Z_]+)\\b", services));

    assertThat(names).contains("CONFLUENT_API_KEY", "COUCHBASE_PASSWORD", "ORDERS_HEALTH_PORT");
    for (String name : names) {
      assertThat(isASetting(name)).as(name).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleHasADescriptorAServiceAndAContainer(Role role) {
    Map<String, Object> descriptor = yaml("conf/" + role + ".yaml");
    assertThat(descriptor.get("roles")).isEqualTo(List.of(role.toString()));
    if (role == Role.BROKER) {
      assertThat(descriptor).doesNotContainKey("service"); // Kafka itself does that
      return;
    }
    Map<String, Object> service = section(descriptor, "service");
    assertThat(SERVICE_KEYS).containsAll(service.keySet());
    assertThat(service).containsKeys("cpu", "memory", "min", "max", "spot", "secrets");
    List<Integer> memory = FARGATE.get(service.get("cpu"));
    assertThat((Integer) service.get("memory")).isBetween(memory.get(0), memory.get(1));
    assertThat(section(section(compose, "services"), role.toString()).get("command"))
        .isEqualTo(List.of("--conf", "conf/" + role + ".yaml"));
  }

  @Test
  void portsAgree() {
    int page = HttpOptions.DEFAULT_PORT;
    int health = Integer.parseInt(one("ORDERS_HEALTH_PORT=(\\d{4})", dockerfile));
    int cluster = ClusterOptions.DEFAULT_PORT;
    int bus = Integer.parseInt(one("EVENTBUS_PORT=(\\d+)", dockerfile));
    assertThat(one("EXPOSE (.*)", dockerfile))
        .isEqualTo("%d %d %d %d".formatted(page, health, cluster, bus));
    assertThat(one("cluster_port\\s+= (\\d+)", locals)).isEqualTo(Integer.toString(cluster));
    assertThat(one("eventbus_port\\s+= (\\d+)", locals)).isEqualTo(Integer.toString(bus));
    assertThat(text("src/main/docker/health")).contains("${ORDERS_HEALTH_PORT:-" + health + "}");
    assertThat(one("health_port\\s+= (\\d+)", locals)).isEqualTo(Integer.toString(health));
    assertThat(section(yaml("conf/all.yaml"), "http").get("port")).isEqualTo(page);
    assertThat(section(section(compose, "services"), "http").get("ports"))
        .isEqualTo(List.of("127.0.0.1:" + page + ":" + page));
  }

  @Test
  void containersHaveNoPrivilege() {
    assertThat(dockerfile)
        .contains("\nUSER 10001:10001\n", "\nENTRYPOINT [\"java\", ", "\nSTOPSIGNAL SIGTERM\n");
    assertThat(services).contains("\"10001:10001\"", "readonlyRootFilesystem = true");
    for (Map<String, Object> container : ours()) {
      assertThat(container)
          .containsEntry("read_only", true)
          .containsEntry("cap_drop", List.of("ALL"))
          .containsEntry("security_opt", List.of("no-new-privileges:true"));
    }
  }

  /** Otherwise any web page reaches the intake through the browser of whoever runs it. */
  @Test
  void theImageAnswersAsLocalhostAlone() {
    assertThat(dockerfile)
        .contains("ORDERS_HTTP_HOST=0.0.0.0 ", "ORDERS_HTTP_NAMES=localhost ")
        .contains("install -d -m 0700 ");
    assertThat(section(yaml("conf/all.yaml"), "http").get("host")).isEqualTo("127.0.0.1");
  }

  /** A "0 accepted" before the last line ended the wait at once; no job left ended it with 2. */
  @Test
  void theTrainingOfTheImageWaitsForTheWholeSourceAndEndsWell(@TempDir Path data) throws Exception {
    String train = text("src/main/docker/train");
    String stop = train.substring(train.indexOf("stop() {"), train.indexOf("\nexport "));
    String accepted = train.substring(train.indexOf("accepted() {"), train.indexOf("\nawait "));
    Path log = data.resolve("others.log");
    String script = "set -euo pipefail\ndata=%s\n%s\n%s\n".formatted(data, stop, accepted);

    Files.writeString(log, "sample: 96 read, 0 accepted, 0 refused so far\n");
    assertThat(bash(script + "if accepted; then exit 3; fi")).isEqualTo("0 ");
    Files.createDirectories(data);
    Files.writeString(
        log,
        "sample: 96 read, 0 accepted, 0 refused so far\n"
            + "sample: 1,699 read, 1,698 accepted, 1 refused\n");
    assertThat(bash(script + "accepted")).isEqualTo("0 1698");
    assertThat(data).doesNotExist();
  }

  private static String bash(String script) throws Exception {
    Process bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8).strip();
    return bash.waitFor() + " " + output;
  }

  @Test
  void whatIsBuiltFromIsPinned() {
    String workflow = text(".github/workflows/ci.yml");
    assertThat(found("uses: (\\S+)", workflow))
        .isNotEmpty()
        .allMatch(action -> action.matches("[a-z-]+/[a-z-]+@[0-9a-f]{40}"));
    for (Map<String, Object> container : ours()) {
      Map<String, Object> bases = section(section(container, "build"), "args");
      assertThat(bases).hasSize(2).containsKeys("MAVEN", "JRE");
      for (Map.Entry<String, Object> base : bases.entrySet()) {
        String image = base.getValue().toString();
        assertThat(image).matches("docker\\.io/\\S+:\\S+@sha256:[0-9a-f]{64}");
        assertThat(workflow).contains("\n  " + base.getKey() + ": " + image + "\n");
        assertThat(dockerfile).contains("ARG " + base.getKey() + "=" + image.split("@")[0]);
      }
    }
    section(compose, "services")
        .values()
        .forEach(
            it -> assertThat(((Map<?, ?>) it).get("image").toString()).matches("\\S+:[a-z0-9.-]+"));
  }

  @Test
  void theImageHoldsOnlyWhatIsNamed() {
    List<String> rules =
        text(".dockerignore").lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(rules.get(0)).isEqualTo("*");
    assertThat(rules.stream().filter(rule -> rule.startsWith("!")))
        .containsExactly("!pom.xml", "!LICENSE", "!NOTICE", "!src/main", "!conf");
  }

  @Test
  void nobodyWaitsShorterThanWeNeed() {
    int stop = Integer.parseInt(one("STOP_SECONDS = (\\d+)", source("cli/Main")));
    assertThat(Integer.parseInt(one("stopTimeout = (\\d+)", services))).isGreaterThan(stop);
    for (Map<String, Object> container : ours()) {
      String grace = container.get("stop_grace_period").toString();
      assertThat(Integer.parseInt(grace.replace("s", ""))).isGreaterThan(stop);
    }
    // who hangs up first must be the load balancer, or it sends a request into a closing connection
    assertThat(Integer.parseInt(one("idle_timeout = (\\d+)", text("terraform/alb.tf"))))
        .isLessThan(Integer.parseInt(one("IDLE_SECONDS = (\\d+)", source("http/HttpVerticle"))));
  }

  @Test
  void whatIsScaledByAndAlarmedAboutIsWhatWeWrite() {
    String writer = source("monitor/CloudWatchVerticle");
    String metric = one("\"Name\", \"(\\w+)\"", writer);
    String dimension = one("add\\(\"(\\w+)\"\\)", writer);
    String scaling = text("terraform/autoscaling.tf");
    String alarms = text("terraform/alarms.tf");

    assertThat(scaling)
        .containsPattern(
            "metric_name = \"" + metric + "\"\\s+dimensions \\{\\s+name += \"" + dimension + "\"");
    assertThat(alarms)
        .containsPattern(
            "metric_name += \"" + metric + "\"\\s+dimensions += \\{ " + dimension + " =");
    assertThat(List.of(scaling, alarms))
        .allMatch(it -> it.matches("(?s).*namespace += var\\.name.*"));
    assertThat(services).contains("ORDERS_CLOUDWATCH_NAMESPACE = var.name");
  }

  private List<Map<String, Object>> ours() {
    Map<String, Object> containers = section(compose, "services");
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.BROKER)
        .map(role -> section(containers, role.toString()))
        .toList();
  }

  private static boolean isASetting(String name) {
    Settings settings =
        new Settings(
            new JsonObject(), Overrides.of(Map.of(), Map.of(name, "1"), Configuration.OWN_NAMES));
    try {
      Descriptor.from(settings);
    } catch (IllegalArgumentException itIsNonsense) {
      // whether somebody asked for it is the question
    }
    return settings.effective().values().stream().anyMatch(it -> it.from().equals(name));
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String one(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private static String source(String name) {
    return text("src/main/java/net/jumptotech/orders/" + name + ".java");
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Map<String, Object> yaml(String file) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> of, String key) {
    assertThat(of).containsKey(key);
    return (Map<String, Object>) of.get(key);
  }
}
