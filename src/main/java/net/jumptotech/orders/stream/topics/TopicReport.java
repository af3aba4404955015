package net.jumptotech.orders.stream.topics;

import java.util.List;

/**
 * How our topics are.
 *
 * @param topics a line each
 * @param missing names of those that are not there
 * @param warnings what endangers our promises, and what to do about it
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
