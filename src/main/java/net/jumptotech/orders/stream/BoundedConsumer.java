package net.jumptotech.orders.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A consumer whose polls are limited in uncompressed bytes. Kafka's own limits count compressed
 * bytes, or records.
 *
 * <p>Kafka decompresses a batch record by record and passes each to the deserializers. Once a poll
 * has enough bytes, they refuse the next record; Kafka then returns those before it, and begins the
 * next poll with the refused one. Of a key or value larger than {@link ReceivedRecord#LARGEST} only
 * the beginning is kept; its serialized size is the original length.
 */
public final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

  /** Bytes that are kept of a larger one. */
  public static final int KEPT = 1_024;

  /**
   * The most that a poll may return: a small part of the heap, since many readers can share one.
   */
  private static final long POLL_BYTES = heapShare(64, 4, 16);

  private static final int RECORD_BYTES = 100; // overhead without the content
  private static final int MEBIBYTE = 1_024 * 1_024;

  private final Budget budget;

  public BoundedConsumer(Map<String, Object> config) {
    this(config, new Budget(), false);
  }

  private BoundedConsumer(Map<String, Object> config, Budget budget, boolean keysOnly) {
    super(config, budget.keys(), budget.values(keysOnly));
    this.budget = budget;
  }

  /** A consumer that leaves out all values. */
  public static BoundedConsumer ofKeys(Map<String, Object> config) {
    return new BoundedConsumer(config, new Budget(), true);
  }

  /** One part of the heap in bytes, between bounds in MiB. */
  public static long heapShare(int part, int least, int most) {
    long share = Runtime.getRuntime().maxMemory() / part;
    return Math.max((long) least * MEBIBYTE, Math.min((long) most * MEBIBYTE, share));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    budget.used = 0;
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    if (records.isEmpty()) {
      Budget.letOthersUnpack();
    }
    return records;
  }

  @Override
  public void close(CloseOptions options) {
    Budget.letOthersUnpack();
    super.close(options);
  }

  /** The bytes that the current poll has decompressed. */
  private static final class Budget {

    private static final SerializationException USED_UP =
        new SerializationException("more than one poll may bring") {
          private static final long serialVersionUID = 1L;

          @Override
          public Throwable fillInStackTrace() {
            return this;
          }
        };

    /**
     * Kafka decompresses a whole record before it calls us, and keeps it until it has decompressed
     * the next one. With very large records that must not happen in every reader of the process at
     * once.
     */
    private static final ReentrantLock LARGE = new ReentrantLock();

    private static final int MOST_WAIT_SECONDS = 5;

    private long used;
    private boolean
        hasKey; // the current record was accepted with its key, so its value is accepted too

    private interface ByteBufferDeserializer extends Deserializer<byte[]> {
      @Override
      default byte[] deserialize(String topic, byte[] data) {
        return deserialize(topic, null, data == null ? null : ByteBuffer.wrap(data));
      }

      @Override
      byte[] deserialize(String topic, Headers headers, ByteBuffer data);
    }

    Deserializer<byte[]> keys() {
      return (ByteBufferDeserializer)
          (topic, headers, data) -> {
            check();
            hasKey = true;
            return take(headers, data);
          };
    }

    Deserializer<byte[]> values(boolean none) {
      return (ByteBufferDeserializer)
          (topic, headers, data) -> {
            if (!hasKey) {
              check();
            }
            hasKey = false;
            return none ? null : take(headers, data);
          };
    }

    private void check() {
      if (used >= POLL_BYTES) {
        throw USED_UP;
      }
    }

    private byte[] take(Headers headers, ByteBuffer data) {
      int length = data.remaining();
      if (length > ReceivedRecord.LARGEST) {
        waitForOthersToUnpack();
      } else {
        letOthersUnpack();
      }
      byte[] taken = new byte[length <= ReceivedRecord.LARGEST ? length : KEPT];
      data.duplicate().get(taken);
      used += RECORD_BYTES + taken.length;
      for (Header header : headers) {
        used += ReceivedRecord.bytes(header);
      }
      return taken;
    }

    private static void waitForOthersToUnpack() {
      try {
        if (!LARGE.isHeldByCurrentThread()) {
          LARGE.tryLock(MOST_WAIT_SECONDS, TimeUnit.SECONDS);
        }
      } catch (InterruptedException stopped) {
        throw new InterruptException(stopped);
      }
    }

    private static void letOthersUnpack() {
      if (LARGE.isHeldByCurrentThread()) {
        LARGE.unlock();
      }
    }
  }
}
