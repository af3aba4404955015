package net.jumptotech.orders.stream.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Prometheus is told of a pump and of its Kafka clients. */
@ExtendWith(BrokerExtension.class)
final class PumpMetricsIT {

  private static final int ORDERS = 20;

  private final ProcessMetrics metrics = ProcessMetrics.open();
  private KafkaFixture kafka;
  private TestPumps pumps;
  private String name;

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    kafka.createTopics(2);
    pumps = new TestPumps(kafka);
    name = pumps.payments().name();
  }

  @AfterEach
  void close() {
    pumps.close();
    metrics.close();
  }

  @Test
  void itsTransactionsAndClientsAreMeasured() {
    start();
    write(0);

    assertThat(
            value(
                "orders_turn_seconds_count{group=\"%s\",result=\"committed\"}",
                kafka.groups().payments()))
        .isPositive();
    assertThat(value("kafka_consumer_fetch_manager_records_consumed_total{client=\"%s\"}", name))
        .isEqualTo(ORDERS);
    assertThat(value("kafka_producer_record_send_total{client=\"%s\"}", name))
        .isGreaterThanOrEqualTo(ORDERS);
    assertThat(value("kafka_producer_connection_count{client=\"%s\"}", name)).isPositive();
  }

  @Test
  void newClientsTakeThePlaceOfTheOldOnesAndStoppingLeavesNone() {
    Running pump = start();
    write(0);
    Set<String> before = clients();
    assertThat(before).hasSize(18);

    for (int session = 2; session <= 4; session++) {
      int current = session;
      pump.pump().restartSession("a test");
      Await.until("session " + session, () -> pump.status().sessions() == current);
      write(session);
      assertThat(clients()).isEqualTo(before);
    }
    // of this session's client: not added to those of the last one
    assertThat(value("kafka_producer_record_send_total{client=\"%s\"}", name))
        .isBetween(ORDERS + 0.0, 2.0 * ORDERS);

    pump.stop();
    assertThat(clients()).isEmpty();
  }

  private Running start() {
    KafkaConnection plain = kafka.connection("process");
    KafkaConnection measured =
        new KafkaConnection(
            plain.bootstrapServers(),
            plain.process(),
            plain.version(),
            plain.options(),
            Optional.of(metrics));
    return pumps.start(measured, pumps.payments());
  }

  private void write(int batch) {
    kafka.write(
        IntStream.range(0, ORDERS)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), batch + "-order-" + i, "v"))
            .toList());
    kafka.awaitNoLag(kafka.groups().payments());
  }

  private double value(String series, String label) {
    String wanted = series.formatted(label) + " ";
    return metrics
        .exposition(null)
        .text()
        .lines()
        .filter(line -> line.startsWith(wanted))
        .mapToDouble(line -> Double.parseDouble(line.substring(wanted.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + wanted));
  }

  /** The series of Kafka's clients. */
  private Set<String> clients() {
    return metrics
        .exposition(null)
        .text()
        .lines()
        .filter(line -> line.startsWith("kafka_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
