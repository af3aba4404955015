package net.jumptotech.orders.app;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.StartFailure;

/** Reads the configuration in layers: file, environment, system properties, flags. */
public final class Configuration {

  /** Environment variables that are not derived from their setting, by setting. */
  public static final Map<String, List<String>> OWN_NAMES =
      Map.ofEntries(
          Map.entry(
              "kafka.bootstrap-servers", List.of("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP")),
          Map.entry("broker.port", List.of("BROKER_PORT")),
          Map.entry("http.port", List.of("HTTP_PORT")),
          Map.entry("cluster.seeds", List.of("CLUSTER_SEEDS")),
          Map.entry("cluster.interface", List.of("CLUSTER_INTERFACE")),
          Map.entry("cluster.port", List.of("CLUSTER_PORT")),
          Map.entry("cluster.event-bus-port", List.of("EVENTBUS_PORT")),
          Map.entry("couchbase.host", List.of("COUCHBASE_HOST")),
          Map.entry("couchbase.bucket", List.of("COUCHBASE_BUCKET")),
          Map.entry("couchbase.username", List.of("COUCHBASE_USERNAME")),
          Map.entry("couchbase.password", List.of("COUCHBASE_PASSWORD")),
          Map.entry("kafka.api-key", List.of("CONFLUENT_API_KEY")),
          Map.entry("kafka.api-secret", List.of("CONFLUENT_API_SECRET")));

  private Configuration() {}

  /** All overrides except flags. */
  public static Future<Overrides> overrides(Vertx vertx) {
    return texts(vertx, "sys")
        .compose(
            properties ->
                texts(vertx, "env")
                    .map(environment -> Overrides.of(properties, environment, OWN_NAMES)));
  }

  /** The work of a command. */
  public interface Work {
    int run(Vertx vertx, Descriptor descriptor) throws Exception;
  }

  /**
   * Runs a command on the main thread, with a Vert.x of its own.
   *
   * @param conf the value of {@code --conf}, or null
   * @param data the value of {@code --data}, or null
   * @return its exit code
   */
  public static int run(String conf, String data, Work work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Overrides overrides =
          overrides(vertx).await().flag("--conf", "conf", conf).flag("--data", "data", data);
      return work.run(vertx, Descriptor.from(settings(vertx, overrides).await()));
    } finally {
      vertx.close().await();
    }
  }

  /** Reads the configuration file that {@code --conf} or {@code ORDERS_CONF} names, if any. */
  public static Future<Settings> settings(Vertx vertx, Overrides overrides) {
    return settings(vertx, overrides.text("conf").orElse(null), overrides);
  }

  /**
   * @param path of a YAML file, or null
   * @return fails with {@link StartFailure} if the file cannot be read
   */
  public static Future<Settings> settings(Vertx vertx, String path, Overrides overrides) {
    if (path == null) {
      return Future.succeededFuture(new Settings(new JsonObject(), overrides));
    }
    if (!Files.isReadable(Path.of(path))) {
      return Future.failedFuture(
          new StartFailure(path + ": no such file; conf/ has a configuration file for each role"));
    }
    ConfigStoreOptions file =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("yaml")
            .setConfig(new JsonObject().put("path", path));
    return retrieve(vertx, file)
        .map(tree -> new Settings(tree, overrides))
        .recover(
            wrong ->
                Future.failedFuture(new StartFailure(path + ": not YAML: " + wrong.getMessage())));
  }

  private static Future<Map<String, String>> texts(Vertx vertx, String type) {
    ConfigStoreOptions store =
        new ConfigStoreOptions().setType(type).setConfig(new JsonObject().put("raw-data", true));
    return retrieve(vertx, store)
        .map(
            all ->
                all.stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toString())));
  }

  private static Future<JsonObject> retrieve(Vertx vertx, ConfigStoreOptions store) {
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx,
            new ConfigRetrieverOptions()
                .setIncludeDefaultStores(false)
                .setScanPeriod(-1)
                .addStore(store));
    return retriever.getConfig().eventually(retriever::close);
  }
}
