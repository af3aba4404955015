package net.jumptotech.orders.stream.pump;

import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics and pumps of its own for each test of a class. */
@ExtendWith(BrokerExtension.class)
public abstract class PumpTest {

  protected KafkaFixture kafka;
  protected TestPumps pumps;
  private final int partitions;

  protected PumpTest(int partitions) {
    this.partitions = partitions;
  }

  @BeforeEach
  final void openPumps(KafkaFixture fixture) {
    kafka = fixture;
    kafka.createTopics(partitions);
    pumps = new TestPumps(kafka);
  }

  @AfterEach
  final void closePumps() {
    pumps.close();
  }
}
