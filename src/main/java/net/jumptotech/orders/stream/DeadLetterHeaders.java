package net.jumptotech.orders.stream;

/** Names of the headers that say of a dead letter what it was, and why it became one. */
public final class DeadLetterHeaders {

  /** Where the record lies, if it was one. */
  public static final String TOPIC = "dlq.topic";

  public static final String PARTITION = "dlq.partition";
  public static final String OFFSET = "dlq.offset";

  /** Of that record, in milliseconds. */
  public static final String TIMESTAMP = "dlq.timestamp";

  /** The consumer group that gave up on it, and after how many attempts. */
  public static final String GROUP = "dlq.group";

  public static final String ATTEMPTS = "dlq.attempts";

  /** The input that it came from, if that is no topic: {@code file:orders.csv}, and the line. */
  public static final String SOURCE = "dlq.source";

  public static final String LINE = "dlq.line";

  public static final String EXCEPTION = "dlq.exception";
  public static final String MESSAGE = "dlq.message";

  /** Of the code that gave up. */
  public static final String VERSION = "dlq.version";

  /** What was left out because the letter was too large, in words. */
  public static final String OMITTED = "dlq.omitted";

  private DeadLetterHeaders() {}
}
