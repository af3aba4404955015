package net.jumptotech.orders.store.sqlite;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;

/** A process that writes until it is killed, and prints the next id after each acknowledgement. */
final class ChildWriter {

  static final int BATCH = 50;

  private ChildWriter() {}

  static Process start(Path data, int firstId) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            ChildWriter.class.getName(),
            data.toString(),
            Integer.toString(firstId))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    ((ch.qos.logback.classic.Logger)
            org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
        .setLevel(ch.qos.logback.classic.Level.OFF); // its output is read by the test
    OrderStore store =
        SqliteOrderStore.open(
                Vertx.vertx(), SqliteOptions.in(Path.of(arguments[0]), SqliteOptions.Access.WRITER))
            .await(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    int id = Integer.parseInt(arguments[1]);
    while (true) {
      List<OrderFact> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++, id++) {
        Order order = Facts.order(Integer.toString(id), Facts.NOON.plusSeconds(id));
        batch.add(Facts.settled(order, Payment.Status.PAID, id));
        batch.add(Facts.placed(order, id));
      }
      store.apply(batch).await(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      System.out.println(id);
    }
  }
}
