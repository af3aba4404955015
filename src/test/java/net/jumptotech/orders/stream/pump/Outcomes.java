package net.jumptotech.orders.stream.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jumptotech.orders.stream.StoredRecord;

/**
 * Judges from the topics alone whether every order has one outcome.
 *
 * @param lost orders without one
 * @param doubled orders with several
 * @param unasked outcomes of what is no order
 */
public record Outcomes(Set<String> lost, Set<String> doubled, Set<String> unasked) {

  public static Outcomes of(Collection<String> orders, List<StoredRecord> outcomes) {
    Map<String, Integer> counts = new HashMap<>();
    outcomes.forEach(outcome -> counts.merge(outcome.keyText(), 1, Integer::sum));
    Set<String> lost = new TreeSet<>(orders);
    lost.removeAll(counts.keySet());
    Set<String> doubled = new TreeSet<>(counts.keySet());
    doubled.removeIf(key -> counts.get(key) == 1);
    Set<String> unasked = new HashSet<>(counts.keySet());
    unasked.removeAll(new HashSet<>(orders));
    return new Outcomes(lost, doubled, unasked);
  }

  public void areExact() {
    assertThat(lost).as("lost").isEmpty();
    assertThat(doubled).as("doubled").isEmpty();
    assertThat(unasked).as("unasked").isEmpty();
  }
}
