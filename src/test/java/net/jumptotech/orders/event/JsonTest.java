package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {

  private record Inner(String zebra, Role appleTree) {
    public boolean isNoComponent() {
      return true;
    }

    public String getNoComponent() {
      return "";
    }
  }

  private record Outer(
      long p99Ms,
      BigDecimal amountPaid,
      Instant completeUpTo,
      Optional<Instant> asOf,
      Optional<Integer> count,
      @JsonUnwrapped Inner inner,
      List<Inner> more,
      JsonObject said,
      JsonArray roles,
      String a) {}

  private final Outer outer =
      new Outer(
          Long.MAX_VALUE,
          new BigDecimal("12.90"),
          Instant.parse("2026-01-05T10:42:18.091Z"),
          Optional.empty(),
          Optional.of(7),
          new Inner("z", Role.FRAUD),
          List.of(new Inner("y", Role.HTTP)),
          new JsonObject().put("xYz", new JsonArray().add(new BigDecimal("1.0"))),
          new JsonArray().add("b").addNull(),
          null);

  @Test
  void aRecordIsWrittenInTheOrderOfItsComponents() {
    assertThat(new String(Json.bytes(outer), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"p99_ms\":9223372036854775807,\"amount_paid\":12.90,"
                + "\"complete_up_to\":\"2026-01-05T10:42:18.091Z\",\"as_of\":null,\"count\":7,"
                + "\"zebra\":\"z\",\"apple_tree\":\"fraud\","
                + "\"more\":[{\"zebra\":\"y\",\"apple_tree\":\"http\"}],"
                + "\"said\":{\"xYz\":[1.0]},\"roles\":[\"b\",null],\"a\":null}");
  }

  @Test
  void theFieldsOfARecordAreThoseOfItsText() {
    assertThat(Json.bytes(Json.fields(outer))).isEqualTo(Json.bytes(outer));
    assertThat(new JsonObject(Json.fields(outer)).copy().encode())
        .as("as it travels on the bus")
        .isEqualTo(new String(Json.bytes(outer), StandardCharsets.UTF_8));
  }
}
