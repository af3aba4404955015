package net.jumptotech.orders.stream.offsets;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one partition that were deleted before a group read them, or whose outcomes were lost,
 * as long as nobody has acknowledged that.
 *
 * @param losses at least one, in offset order
 */
public record Breach(String group, String topic, int partition, List<Loss> losses) {

  /** The command that acknowledges it. */
  private static final String COMMAND =
      "KAFKA_BOOTSTRAP_SERVERS=%s ./orders breaches --acknowledge";

  public static final Comparator<Breach> ORDER =
      Comparator.comparing(Breach::group)
          .thenComparing(Breach::topic)
          .thenComparing(Breach::partition);

  private static final String ACKNOWLEDGED = "-acknowledged";
  private static final int MOST_NAMED = 3;

  public Breach {
    losses = List.copyOf(losses);
  }

  public static Breach of(String group, TopicPartition partition, List<Loss> losses) {
    return new Breach(group, partition.topic(), partition.partition(), losses);
  }

  /** The group whose committed offset on a partition is the end of its acknowledged losses. */
  public static String acknowledgedGroup(String group) {
    return group + ACKNOWLEDGED;
  }

  /** The number of lost records; transaction markers count too. */
  public long records() {
    return losses.stream().mapToLong(Loss::records).sum();
  }

  /** Offset behind the last lost record. */
  public long to() {
    return losses.get(losses.size() - 1).to();
  }

  public TopicPartition place() {
    return new TopicPartition(topic, partition);
  }

  /** The losses up to this offset; empty if there are none. */
  public Optional<Breach> upTo(long last) {
    List<Loss> upTo = losses.stream().filter(it -> it.to() - 1 <= last).toList();
    return upTo.isEmpty()
        ? Optional.empty()
        : Optional.of(new Breach(group, topic, partition, upTo));
  }

  /** The losses that are not acknowledged; empty if there are none. */
  public Optional<Breach> above(OffsetAndMetadata acknowledged) {
    List<Loss> left = acknowledged == null ? losses : Loss.notBelow(acknowledged.offset(), losses);
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new Breach(group, topic, partition, left));
  }

  /**
   * @param servers of Kafka, for the command that acknowledges it
   */
  public SystemProblem problem(String servers) {
    return SystemProblem.of(
            ProblemKind.RECORDS_LOST,
            SystemProblem.Severity.BREACH,
            toString(),
            losses.get(0).since())
        .inGroup(group)
        .at(topic, partition, records())
        .fixedBy(COMMAND.formatted(servers));
  }

  @Override
  public String toString() {
    return Stream.of(false, true)
        .map(ofOutcomes -> losses.stream().filter(it -> it.ofOutcomes() == ofOutcomes).toList())
        .filter(each -> !each.isEmpty())
        .map(this::text)
        .collect(Collectors.joining("; "));
  }

  private String text(List<Loss> alike) {
    String ranges =
        alike.stream()
            .limit(MOST_NAMED)
            .map(it -> it.from() + " to " + (it.to() - 1))
            .collect(Collectors.joining(", "));
    return (alike.get(0).ofOutcomes()
            ? "%d records of %s-%d, offsets %s%s, were processed by %s, but their outcomes were"
                + " lost when the end of the log was lost: only the payment provider knows"
                + " whether they were charged"
            : "%d records of %s-%d, offsets %s%s, were deleted before %s read them")
        .formatted(
            alike.stream().mapToLong(Loss::records).sum(),
            topic,
            partition,
            ranges,
            alike.size() > MOST_NAMED ? " and more" : "",
            group);
  }
}
