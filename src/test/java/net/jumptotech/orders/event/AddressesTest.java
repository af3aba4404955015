package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void testsThatShareABrokerShareNoTopicAndNoGroup() {
    assertThat(Topics.STANDARD.prefixed("a."))
        .isEqualTo(
            new Topics(
                "a.orders",
                "a.fraud-alerts",
                "a.payments",
                "a.dead-letters",
                "a.orders-replay",
                "a.operations"));
    assertThat(Groups.STANDARD.prefixed("a."))
        .isEqualTo(new Groups("a.fraud-group", "a.payments-group", "a.analytics-group"));
  }

  @Test
  void everyAddressIsDocumentedAndNoOther() throws IOException, IllegalAccessException {
    List<String> addresses = new ArrayList<>();
    for (Field field : Addresses.class.getFields()) {
      if (field.getType() == String.class) {
        addresses.add((String) field.get(null));
      }
    }
    List<String> documented =
        Files.readAllLines(Path.of("docs", "event-bus.md")).stream()
            .filter(line -> line.matches("\\| `[a-z.]+` .*"))
            .map(line -> line.split("`")[1])
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(addresses);
  }
}
