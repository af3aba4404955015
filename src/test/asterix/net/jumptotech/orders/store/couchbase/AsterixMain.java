package net.jumptotech.orders.store.couchbase;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The child process of {@link AsterixServer}: Apache AsterixDB, controller and node in one JVM, and
 * a client of its query service. On standard input comes a request body a line, on standard output
 * goes an answer a line; so who asks need not be in the same network. It ends with its input.
 *
 * <p>Knows the JDK alone: everything else on its class path is AsterixDB's, in AsterixDB's
 * versions.
 */
final class AsterixMain {

  static final String READY = "READY";

  private static final URI QUERY = URI.create("http://127.0.0.1:19002/query/service");
  private static final String CONFIGURATION =
      """
      [nc/one]
      txn.log.dir=data/log
      core.dump.dir=data/core
      iodevices=data/io
      ncservice.port=-1

      [nc]
      address=127.0.0.1
      app.class=org.apache.asterix.hyracks.bootstrap.NCApplication

      [cc]
      address=127.0.0.1
      app.class=org.apache.asterix.hyracks.bootstrap.CCApplication

      [common]
      log.dir=log
      log.level=ERROR
      """;

  private AsterixMain() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // AsterixDB writes there too
    Path configuration = Files.writeString(Path.of("asterix.conf"), CONFIGURATION);
    run("org.apache.hyracks.control.cc.CCDriver", "-config-file", configuration.toString());
    run(
        "org.apache.hyracks.control.nc.NCDriver",
        "-config-file",
        configuration.toString(),
        "-node-id",
        "one",
        "-cluster-address",
        "127.0.0.1");
    HttpClient client = HttpClient.newHttpClient();
    while (!ready(client)) {
      Thread.sleep(100);
    }
    answers.println(READY);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request; (request = requests.readLine()) != null; ) {
      // outside of strings a line break means nothing to JSON, and inside there is none
      String answer = ask(client, request).replaceAll("[\\r\\n]", " ");
      answers.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
      answers.flush();
    }
    Runtime.getRuntime().halt(0);
  }

  private static boolean ready(HttpClient client) throws InterruptedException {
    try {
      return ask(client, "{\"statement\":\"SELECT 1\"}").contains("success");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String ask(HttpClient client, String body)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(QUERY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** In a thread of its own: the main methods of AsterixDB do not return. */
  private static void run(String type, String... arguments) {
    new Thread(
            () -> {
              try {
                Class.forName(type)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
              } catch (ReflectiveOperationException failed) {
                failed.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            },
            type)
        .start();
  }
}
