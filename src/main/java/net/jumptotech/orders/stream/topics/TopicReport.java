package net.jumptotech.orders.stream.topics;

import java.util.List;

/**
 * The state of our topics.
 *
 * @param topics one line each
 * @param missing names of missing topics
 * @param warnings what endangers our guarantees, and what to do about it
 */
public record TopicReport(List<String> topics, List<String> missing, List<String> warnings) {

  public TopicReport {
    topics = List.copyOf(topics);
    missing = List.copyOf(missing);
    warnings = List.copyOf(warnings);
  }

  public boolean isWell() {
    return missing.isEmpty() && warnings.isEmpty();
  }
}
