package net.jumptotech.orders.stream;

/** Names of the headers that say what a dead letter was, and why it became one. */
public final class DeadLetterHeaders {

  /** Begins the names of all our own. */
  public static final String PREFIX = "dlq.";

  /** The position of the record, if it was one. */
  public static final String TOPIC = "dlq.topic";

  public static final String PARTITION = "dlq.partition";
  public static final String OFFSET = "dlq.offset";

  /** Timestamp of that record, in milliseconds. */
  public static final String TIMESTAMP = "dlq.timestamp";

  /** The consumer group that gave up on it, and after how many attempts. */
  public static final String GROUP = "dlq.group";

  public static final String ATTEMPTS = "dlq.attempts";

  /** How often the record was replayed into that group before. */
  public static final String REPLAYS = "dlq.replays";

  /** The input that it came from, if that is not a topic: {@code file:orders.csv}, and the line. */
  public static final String SOURCE = "dlq.source";

  public static final String LINE = "dlq.line";

  /** Why, in one word ({@code DeadLetterCause}). */
  public static final String CAUSE = "dlq.cause";

  public static final String EXCEPTION = "dlq.exception";
  public static final String MESSAGE = "dlq.message";

  /** Version of the code that gave up. */
  public static final String VERSION = "dlq.version";

  /** What was left out because the dead letter was too large, in words. */
  public static final String OMITTED = "dlq.omitted";

  /** On a record that is no dead letter, but what somebody decided about some of its partition. */
  public static final String DECISION = "dlq.decision";

  /** The offsets of those dead letters, with commas between them. */
  public static final String LETTERS = "dlq.letters";

  /** Who decided. */
  public static final String BY = "dlq.by";

  /** The headers that Kafka's own brokers write for share groups (KIP-1191). */
  public static final String BROKERS = "__dlq.errors.";

  private DeadLetterHeaders() {}
}
