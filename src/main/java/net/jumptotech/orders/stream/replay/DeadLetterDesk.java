package net.jumptotech.orders.stream.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.RangeSlices;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.Decision;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reads dead letters and decides about them. It blocks, and is used by one thread. Each decision
 * and the replay that it is about are one transaction; while another desk of the same process name
 * is open, its first transaction fails.
 */
public final class DeadLetterDesk implements AutoCloseable {

  /** Of each partition, the newest are read. */
  private static final int MOST_LETTERS = 500_000;

  private static final int FIRST_CHUNK = 500;
  private static final int LARGEST_CHUNK = 50_000;
  private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MOST_AT_ONCE = 500;

  /** Nobody waits for a page here: a busy broker is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConnection kafka;
  private final Topics topics;
  private final Set<String> groups;
  private final Rehearsal rehearsal;
  private final RangeReader reader;
  private KafkaProducer<byte[], byte[]> writer; // null until something is decided

  /** A letter of a rejected record, with what its group would read. */
  public record Opened(
      RejectedRecord record,
      RejectedRecord.Letter letter,
      ConsumerRecord<byte[], byte[]> content,
      Verdict verdict) {

    /** The bytes of the rejected record; null if it has no value. */
    public byte[] value() {
      return content.value();
    }

    /** With everything for people. */
    public DeadLetter whole() {
      return DeadLetter.of(content, Integer.MAX_VALUE);
    }
  }

  /**
   * @param groups ours: the only ones that read replays
   */
  public DeadLetterDesk(KafkaConnection kafka, Topics topics, Groups groups) {
    this.kafka = kafka;
    this.topics = topics;
    this.groups = Set.of(groups.fraud(), groups.payments(), groups.analytics());
    this.rehearsal = new Rehearsal(topics);
    this.reader = new RangeReader(kafka, IsolationLevel.READ_COMMITTED, PATIENCE);
  }

  /** All rejected records, the newest if there are too many. */
  public LetterBook book() {
    LetterBook book = new LetterBook();
    Map<TopicPartition, RangeReader.Range> all =
        new HashMap<>(reader.bounds(reader.partitions(topics.deadLetters())));
    all.replaceAll(
        (partition, range) ->
            new RangeReader.Range(
                Math.max(range.from(), range.to() - MOST_LETTERS / all.size()), range.to()));
    read(all, book::add);
    return book;
  }

  /**
   * Chunk by chunk, since each must come within seconds, and dead letters may be 4 MB each. The
   * next one is larger if that was quick.
   */
  private void read(
      Map<TopicPartition, RangeReader.Range> ranges,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    RangeSlices slices = new RangeSlices(ranges);
    int chunk = FIRST_CHUNK;
    while (!slices.isDone()) {
      long began = System.nanoTime();
      reader.read(slices.next(chunk), each);
      boolean isQuick = System.nanoTime() - began < QUICK_NANOS;
      chunk = isQuick ? Math.min(LARGEST_CHUNK, 2 * chunk) : Math.max(FIRST_CHUNK, chunk / 2);
    }
  }

  /** Hands over each selected letter with its content and with what would become of it. */
  public void open(LetterSelection selection, LetterBook book, Consumer<Opened> each) {
    Map<String, RejectedRecord> wanted = new HashMap<>();
    Map<TopicPartition, RangeReader.Range> ranges = new HashMap<>();
    select(
        selection,
        book,
        (record, letter) -> {
          wanted.put(letter.place(), record);
          ranges.merge(
              new TopicPartition(topics.deadLetters(), letter.partition()),
              new RangeReader.Range(letter.offset(), letter.offset() + 1),
              (one, other) ->
                  new RangeReader.Range(
                      Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
        });
    read(
        ranges,
        content -> {
          String place = content.partition() + "-" + content.offset();
          RejectedRecord record = wanted.get(place);
          if (record != null) {
            record.letters().stream()
                .filter(it -> it.place().equals(place))
                .forEach(
                    letter ->
                        each.accept(
                            new Opened(record, letter, content, verdict(record, letter, content))));
          }
        });
  }

  /** Hands over each selected letter. */
  public static void select(
      LetterSelection selection,
      LetterBook book,
      BiConsumer<RejectedRecord, RejectedRecord.Letter> each) {
    for (RejectedRecord record : book.records()) {
      for (RejectedRecord.Letter letter : record.letters()) {
        if (selection.has(record, letter)) {
          each.accept(record, letter);
        }
      }
    }
  }

  private Verdict verdict(
      RejectedRecord record, RejectedRecord.Letter letter, ConsumerRecord<byte[], byte[]> content) {
    if (record.source().isEmpty()) {
      return new Verdict(
          Verdict.Kind.IMPOSSIBLE, "it never was a record: send the corrected input again");
    }
    if (!groups.contains(letter.group())) {
      return new Verdict(
          Verdict.Kind.IMPOSSIBLE,
          "it was rejected by "
              + (letter.group().isEmpty() ? "a program" : letter.group())
              + ", which reads no replays of ours");
    }
    if (content.headers().lastHeader(DeadLetterHeaders.OMITTED) != null) {
      return new Verdict(Verdict.Kind.IMPOSSIBLE, "it was too large for its content to be kept");
    }
    return rehearsal.of(Rehearsal.original(content, record.source().get()), letter);
  }

  /**
   * Replaces the content of an order, and checks it.
   *
   * @throws InvalidEvent if its group would reject that at once
   */
  public Opened edited(Opened opened, byte[] value) throws InvalidEvent {
    Replay.Place source = opened.record.source().orElseThrow();
    byte[] key = key(source, value);
    ReceivedRecord record =
        Rehearsal.original(source, key, value, Rehearsal.headers(opened.content));
    Optional<String> wrong = rehearsal.wrong(record);
    if (wrong.isPresent()) {
      throw new InvalidEvent("", wrong.get());
    }
    ConsumerRecord<byte[], byte[]> content =
        new ConsumerRecord<>(
            opened.content.topic(),
            opened.content.partition(),
            opened.content.offset(),
            key,
            value);
    Rehearsal.headers(opened.content).forEach(content.headers()::add);
    return new Opened(
        opened.record, opened.letter, content, new Verdict(Verdict.Kind.PASSES, "edited"));
  }

  private byte[] key(Replay.Place source, byte[] value) throws InvalidEvent {
    Instant at = Instant.ofEpochMilli(source.timestamp());
    if (source.topic().equals(topics.payments())) {
      return EventJson.payment(value, at).orderId().key();
    }
    return source.topic().equals(topics.fraudAlerts())
        ? EventJson.fraudAlert(value, at).orderId().key()
        : EventJson.order(value, at).id().key();
  }

  /**
   * Gives records to their groups once more.
   *
   * @param perSecond the most
   * @param id of the operation, in the headers of each
   * @param progress is told how many are written
   * @return how many went into each group
   */
  public Map<String, Long> replay(
      List<Opened> letters, int perSecond, String by, String id, Consumer<Long> progress) {
    int partitions = reader.partitions(topics.replays()).size();
    Map<String, Long> byGroup = new TreeMap<>();
    int size = Math.min(MOST_AT_ONCE, perSecond);
    long begin = System.nanoTime();
    for (int from = 0; from < letters.size(); from += size) {
      LockSupport.parkNanos(
          begin + TimeUnit.SECONDS.toNanos(1) * from / perSecond - System.nanoTime());
      List<Opened> now = letters.subList(from, Math.min(letters.size(), from + size));
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (Opened each : now) {
        records.add(replay(each, partitions, id));
        byGroup.merge(each.letter.group(), 1L, Long::sum);
      }
      records.addAll(
          decisions(Decision.Kind.REPLAYED, by, now.stream().map(Opened::letter).toList()));
      write(records);
      progress.accept((long) from + now.size());
    }
    return byGroup;
  }

  private ProducerRecord<byte[], byte[]> replay(Opened opened, int partitions, String id) {
    byte[] key = opened.content.key();
    int partition = key == null ? 0 : OrderRecords.partitionOf(key, partitions);
    return new Replay(
            opened.letter.group(),
            opened.record.source().orElseThrow(),
            opened.letter.replays() + 1,
            id)
        .toRecord(
            topics.replays(),
            partition,
            key,
            opened.content.value(),
            Rehearsal.headers(opened.content));
  }

  /** Notes that nothing is to be done about these. */
  public void discard(List<RejectedRecord.Letter> letters, String by) {
    for (int from = 0; from < letters.size(); from += MOST_AT_ONCE) {
      List<RejectedRecord.Letter> now =
          letters.subList(from, Math.min(letters.size(), from + MOST_AT_ONCE));
      write(decisions(Decision.Kind.DISCARDED, by, now));
    }
  }

  private List<ProducerRecord<byte[], byte[]>> decisions(
      Decision.Kind kind, String by, List<RejectedRecord.Letter> letters) {
    Map<Integer, List<Long>> offsets = new TreeMap<>();
    letters.forEach(
        it -> offsets.computeIfAbsent(it.partition(), any -> new ArrayList<>()).add(it.offset()));
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    offsets.forEach(
        (partition, those) ->
            records.add(new Decision(kind, those, by).toRecord(topics.deadLetters(), partition)));
    return records;
  }

  private void write(List<ProducerRecord<byte[], byte[]>> records) {
    if (writer == null) {
      Map<String, Object> config = kafka.transactionalWriter("dead-letters");
      config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
      writer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      writer.initTransactions();
    }
    writer.beginTransaction();
    List<Future<RecordMetadata>> sent = records.stream().map(writer::send).toList();
    try {
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException failed) {
      writer.abortTransaction();
      throw new KafkaException(failed.getCause());
    } catch (InterruptedException stopped) {
      throw new InterruptException(stopped);
    }
    writer.commitTransaction();
  }

  @Override
  public void close() {
    reader.close();
    if (writer != null) {
      writer.close();
    }
  }
}
