package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.store.Facts;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SenderHeaderTest {

  private static final Order ORDER =
      Facts.order("1", Instant.EPOCH).with(Map.of("sender", "a field of the shop"));

  @ParameterizedTest
  @ValueSource(strings = {"", "shop-a", "webhook:shopify", "Käufer 漢字"})
  void theSenderOfAWrittenOrderIsReadBack(String sender) throws Exception {
    ProducerRecord<byte[], byte[]> written =
        new ProducerRecord<>("orders", ORDER.id().key(), EventJson.bytes(ORDER));

    SenderHeader.add(ORDER.from(sender), written);

    assertThat(written.headers().toArray()).hasSize(sender.isEmpty() ? 0 : 1);
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>("orders", 0, 7, written.key(), written.value());
    written.headers().forEach(read.headers()::add);
    assertThat(OrderRecords.order(new ReceivedRecord(read))).isEqualTo(ORDER.from(sender));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u202eb"})
  void whatIsNoNameIsRefused(String sender) {
    assertRefused(sender);
  }

  @Test
  void aNameHasAtMost64Characters() throws Exception {
    assertThat(read("漢".repeat(64))).hasSize(64);
    assertRefused("a".repeat(65));
    assertRefused("a".repeat(10_000));
  }

  private static void assertRefused(String sender) {
    assertThatThrownBy(() -> read(sender))
        .isInstanceOf(InvalidEvent.class)
        .hasMessageStartingWith("header sender: expected 1 to 64 visible characters, was ");
  }

  private static String read(String sender) throws InvalidEvent {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("orders", 0, 7, ORDER.id().key(), EventJson.bytes(ORDER));
    record.headers().add(SenderHeader.NAME, sender.getBytes(UTF_8));
    return SenderHeader.of(record);
  }
}
