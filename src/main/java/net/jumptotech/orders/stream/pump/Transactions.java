package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jumptotech.orders.metrics.Timings;
import net.jumptotech.orders.runtime.LogFields;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches to Kafka, each whole or not at all. Owned by the pump's thread.
 *
 * <p>An aborted batch is simply passed again. If the answer to a commit is lost, nobody knows
 * whether it happened. Then a new epoch of the producer makes Kafka decide, and the mark of the
 * group's committed offsets ({@code Mark}) shows how. The offset alone does not show it: another
 * program may have moved it, and a batch may commit the offset that was there before.
 */
final class Transactions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);
  private static final int COMMIT_ATTEMPTS = 3;
  private static final Duration COMMITTED_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final KafkaConnection kafka;
  private final String by;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final BooleanSupplier stopping;
  private final Timings committing;
  private final Timings aborting;
  private Producer<byte[], byte[]> producer;
  private volatile long committed;
  private volatile long aborted;
  private volatile long unknown;
  private volatile String failure = "";
  private int failuresInARow;
  private long number = System.currentTimeMillis(); // so that no earlier process has used it

  /**
   * @param options of the pump, whose name is the suffix of the transactional id
   * @param producers creates the producer again, always with the same transactional id
   * @param stopping whether to stop waiting for Kafka
   */
  Transactions(
      KafkaConnection kafka,
      PumpOptions options,
      Supplier<Producer<byte[], byte[]>> producers,
      BooleanSupplier stopping) {
    this.kafka = kafka;
    this.by = kafka.process() + "-" + options.name();
    this.producers = producers;
    this.stopping = stopping;
    this.committing = turns(options.group(), "committed");
    this.aborting = turns(options.group(), "aborted");
  }

  private Timings turns(String group, String result) {
    return Timings.of(
        kafka.metrics(),
        "orders.turn",
        "Time of a transaction, from its first record until its result is known",
        "group",
        group,
        "result",
        result);
  }

  /** Fences the previous owner of this transactional id, and aborts what it left open. */
  void open() {
    boolean warned = false;
    while (true) {
      try {
        close();
        producer = producers.get();
        producer.initTransactions();
        forgetFailures();
        if (warned) {
          log.info("the transaction coordinator answers again");
        }
        return;
      } catch (TimeoutException | InterruptException unreachable) {
        if (stopping.getAsBoolean()) {
          throw unreachable;
        }
        if (!warned) {
          log.warn(
              "no answer from the transaction coordinator, retrying until there is one: {}",
              unreachable.getMessage());
          warned = true;
        }
      }
    }
  }

  /**
   * Commits the batch.
   *
   * @return true if the batch is in Kafka, false if nothing of it is
   * @throws KafkaException if this producer can do nothing more, mostly because another one took
   *     its place: the session is over, and only the log knows what is settled
   */
  boolean deliver(CommitBatch batch, Consumer<byte[], byte[]> consumer) {
    long began = System.nanoTime();
    boolean isInKafka = write(batch, consumer);
    (isInKafka ? committing : aborting).recordSince(began);
    return isInKafka;
  }

  private boolean write(CommitBatch batch, Consumer<byte[], byte[]> consumer) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(batch.records().size());
    Map<TopicPartition, OffsetAndMetadata> offsets = batch.marked(by, ++number);
    try {
      producer.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : batch.records()) {
        sent.add(producer.send(record));
        throwFailed(sent.get(sent.size() - 1));
      }
      producer.sendOffsetsToTransaction(offsets, membership(offsets, consumer));
    } catch (KafkaException failed) {
      return abort(batch, offsets, sent, consumer, failed);
    }
    try {
      commit();
      succeeded();
      return true;
    } catch (TimeoutException | InterruptException lost) {
      return resolve(offsets, consumer, lost);
    } catch (KafkaException failed) {
      return abort(batch, offsets, sent, consumer, failed);
    }
  }

  /**
   * One that fails at once lets all others fail, after each has waited for as long as it may block.
   */
  private static void throwFailed(Future<RecordMetadata> sent) {
    failure(sent)
        .ifPresent(
            cause -> {
              throw new KafkaException(cause.getMessage(), cause);
            });
  }

  private static Optional<Throwable> failure(Future<RecordMetadata> sent) {
    if (!sent.isDone()) {
      return Optional.empty();
    }
    try {
      sent.get();
      return Optional.empty();
    } catch (ExecutionException failed) {
      return Optional.of(failed.getCause());
    } catch (InterruptedException impossible) {
      throw new InterruptException(impossible);
    }
  }

  /**
   * The broker accepts offsets from generation -1, and a member's offsets for partitions that it
   * does not own, without a check. So we must check.
   */
  private static ConsumerGroupMetadata membership(
      Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<byte[], byte[]> consumer) {
    ConsumerGroupMetadata metadata = consumer.groupMetadata();
    if (metadata.generationId() < 0 || !consumer.assignment().containsAll(offsets.keySet())) {
      throw new NotAMember(metadata.groupId());
    }
    return metadata;
  }

  private void commit() {
    for (int attempt = 1; ; attempt++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException slow) {
        if (attempt == COMMIT_ATTEMPTS || stopping.getAsBoolean()) {
          throw slow;
        }
      }
    }
  }

  private boolean abort(
      CommitBatch batch,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      List<Future<RecordMetadata>> sent,
      Consumer<byte[], byte[]> consumer,
      KafkaException cause) {
    if (isFinal(cause) || stopping.getAsBoolean() && cause instanceof TimeoutException) {
      throw cause;
    }
    log.atInfo()
        .addKeyValue(LogFields.PLACE, offsets)
        .log("transaction of {} aborted, will be retried: {}", offsets, cause.toString());
    try {
      producer.abortTransaction();
    } catch (KafkaException alsoFailed) {
      if (isFinal(alsoFailed)) {
        throw alsoFailed;
      }
      return resolve(offsets, consumer, alsoFailed);
    }
    aborted++;
    failed(cause);
    blameTooLarge(batch, sent);
    return false;
  }

  /** Kafka refuses a batch as a whole; its largest record is the reason. */
  private static void blameTooLarge(CommitBatch batch, List<Future<RecordMetadata>> sent) {
    IntStream.range(0, sent.size())
        .filter(place -> failure(sent.get(place)).orElse(null) instanceof RecordTooLargeException)
        .boxed()
        .max(Comparator.comparingInt(place -> size(batch.records().get(place))))
        .ifPresent(batch::markTooLarge);
  }

  private static int size(ProducerRecord<byte[], byte[]> record) {
    return (record.key() == null ? 0 : record.key().length)
        + (record.value() == null ? 0 : record.value().length);
  }

  /**
   * Whether this producer can do nothing more. Taking its place again would fence the other one.
   */
  private static boolean isFinal(KafkaException failed) {
    return failed instanceof ProducerFencedException
        || failed instanceof InvalidProducerEpochException
        || failed instanceof OutOfOrderSequenceException
        || failed instanceof AuthorizationException
        || failed instanceof UnsupportedVersionException;
  }

  private void succeeded() {
    committed++;
    forgetFailures();
  }

  /** Called when nothing waits to be written any more. */
  void forgetFailures() {
    failuresInARow = 0;
    failure = "";
  }

  private void failed(KafkaException cause) {
    failuresInARow++;
    failure =
        "cannot write: "
            + KafkaUnusable.sentence(cause.getCause() == null ? cause : cause.getCause(), kafka);
  }

  private boolean resolve(
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Consumer<byte[], byte[]> consumer,
      KafkaException cause) {
    if (stopping.getAsBoolean()) {
      throw cause; // the next session reads the log anyway
    }
    unknown++;
    log.atWarn()
        .addKeyValue(LogFields.PLACE, offsets)
        .log(
            "outcome of the transaction of {} unknown, asking Kafka: {}",
            offsets,
            cause.toString());
    open();
    while (true) {
      try {
        boolean inKafka = isCommitted(offsets, consumer);
        log.atInfo()
            .addKeyValue(LogFields.PLACE, offsets)
            .log("the transaction of {} was {}", offsets, inKafka ? "committed" : "aborted");
        if (inKafka) {
          succeeded();
        } else {
          failed(cause);
        }
        return inKafka;
      } catch (TimeoutException slow) {
        if (stopping.getAsBoolean()) {
          throw slow;
        }
      }
    }
  }

  /**
   * The consumer asks with requireStable: the answer waits for a transaction that is being decided.
   * One partition with our mark is enough, since a transaction is atomic. If another member has
   * gone past it in all of them, we lost them all, and the result of the batch does not matter: it
   * cannot be sent again.
   */
  private static boolean isCommitted(
      Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> known =
        consumer.committed(offsets.keySet(), COMMITTED_TIMEOUT);
    return offsets.entrySet().stream()
        .anyMatch(
            wanted -> {
              OffsetAndMetadata found = known.get(wanted.getKey());
              return found != null
                  && found.offset() == wanted.getValue().offset()
                  && found.metadata().equals(wanted.getValue().metadata());
            });
  }

  /** Why the last batch is not in Kafka, empty if it is; any thread. */
  String failure() {
    return failure;
  }

  int failuresInARow() {
    return failuresInARow;
  }

  long committed() {
    return committed;
  }

  long aborted() {
    return aborted;
  }

  long unknown() {
    return unknown;
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> old = producer;
    producer = null;
    if (old != null) {
      old.close(CLOSE_TIMEOUT);
    }
  }

  /**
   * We left the group or were removed from it, or lost partitions, and poll has not reported it
   * yet.
   */
  private static final class NotAMember extends KafkaException {
    private static final long serialVersionUID = 1L;

    NotAMember(String group) {
      super("not a member of " + group + " at present, or not the owner of all partitions");
    }
  }
}
