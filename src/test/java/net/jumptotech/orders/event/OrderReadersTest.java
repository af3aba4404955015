package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The reader of orders, the reader that explains what is not JSON, and the independent {@link
 * ReferenceReader} agree on what is an order and on its values, and the first two on every message.
 */
final class OrderReadersTest {

  private static final long SEED = 20_260_105;
  private static final int MUTANTS = 20_000;
  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:42:18.091Z");

  private static final List<String> ORDERS =
      List.of(
          "{\"order_id\":1,\"customer_id\":4711,\"amount\":249.99,\"currency\":\"USD\","
              + "\"country\":\"US\",\"status\":\"CREATED\",\"created_at\":\"2026-01-05T10:42:18.091Z\"}",
          "{\"country\":\"DE\",\"x\":{\"a\":[1,2.50,{\"c\":null}],\"b\":true},\"amount\":1e2,"
              + "\"order_id\":\"A-1.b:c_D\",\"created_at\":\"2026-01-05T10:42:18+02:00\"}",
          "{ \"order_id\" : -3 ,\n"
              + "\"amount\" : 5 , \"currency\" : null , \"status\" : \"CANCELLED\" , \"country\" :"
              + " \"XK\" , \"customer_id\" : \"Grüße 🛒\" , \"z\" : [ ] }",
          "\ufeff{\"note\":\"a\\n"
              + "\\u00e4\\ud83d\",\"order_id\":99999999999999999999,\"amount\":1200.0,"
              + "\"currency\":\"JPY\",\"country\":\"JP\",\"order\\u005fid2\":{}}");

  /** What takes the place of another piece, and often makes a rule matter. */
  private static final List<String> PIECES =
      Stream.of(
              "0 -0 00 1 -1 1.0 0.1 1.005 1.2345 1e3 1E-3 0e-999999999 1e999999999 1e99999999999"
                  + " NaN",
              "9999999999999 99999999999.99 100000000000 9223372036854775808 2147483648 true false",
              "null \"\" \".\" \"..\" \"7\" \"007\" \"a/b\" \"DE\" \"de\" \"XK\" \"UK\" \"EUR\""
                  + " \"JPY\"",
              "\"KWD\" \"XAU\" \"CREATED\" \"PAID\" {} [] {\"a\":1} {\"a\":1,\"a\":2} [1,2] [[]] {"
                  + " } [ ] ,",
              ": \" \\ \\u0000 \\ud800 \\\" // /**/ ' \"order_id\" \"order_id\":1, \"amount\":2,",
              "\"country\":\"US\", \"created_at\":null, \"status\":\"CONFIRMED\", \"more\":1,",
              "\"2026-01-05T24:00:00Z\" \"2016-12-31T23:59:60Z\" \"2026-02-29T10:00:00Z\"",
              "\"2026-01-06T10:42:18.091Z\" \"2026-01-06T10:42:18.091000001Z\" \"2026-01-05\"",
              "\"0000-01-01T00:00:00Z\" \"9999-12-31T23:59:59Z\" \"0001-01-01T00:00:00Z\" \u00e9")
          .flatMap(each -> Arrays.stream(each.split(" ")))
          .toList();

  @Test
  void whatIsNotChangedIsRead() throws Exception {
    for (String order : ORDERS) {
      check(order.getBytes(UTF_8));
      assertThat(read(order.getBytes(UTF_8))).isInstanceOf(Order.class);
    }
  }

  @Test
  void allReadersAgreeOnWhatShopsSend() throws Exception {
    for (byte[] each : field()) {
      check(each);
    }
  }

  @Test
  void allReadersAgreeOnOrdersThatWereChangedAtRandom() throws Exception {
    List<byte[]> sources = new ArrayList<>(field());
    sources.removeIf(it -> it.length > 1_000);
    ORDERS.forEach(it -> sources.add(it.getBytes(UTF_8)));
    Random random = new Random(SEED);
    int orders = 0;
    for (int i = 0; i < MUTANTS; i++) {
      // half of them from orders that are right
      byte[] source =
          random.nextBoolean()
              ? ORDERS.get(random.nextInt(ORDERS.size())).getBytes(UTF_8)
              : sources.get(random.nextInt(sources.size()));
      orders += check(mutant(source, random)) ? 1 : 0;
    }
    assertThat(orders).as("seed %d", SEED).isBetween(MUTANTS / 20, MUTANTS / 2);
  }

  @Test
  void allReadersAgreeAtTheLimits() throws Exception {
    String order = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",%s}";
    for (String more :
        List.of(
            "\"%s\":1".formatted("n".repeat(128)),
            "\"%s\":1".formatted("n".repeat(129)),
            "\"%s\":1".formatted("n".repeat(50_001)),
            "\"n\":\"%s\"".formatted("x".repeat(900_000)),
            "\"n\":" + "9".repeat(400),
            "\"n\":" + "9".repeat(401),
            "\"n\":" + "[".repeat(63) + "]".repeat(63),
            "\"n\":" + "[".repeat(64) + "]".repeat(64),
            "\"n\":" + "[".repeat(100_000),
            "\"customer_id\":\"%s\"".formatted("ä".repeat(64)),
            "\"customer_id\":\"%s\"".formatted("🛒".repeat(65)),
            "\"customer_id\":" + "9".repeat(65),
            "\"customer_id\":1,\"customer_id\":1",
            "\"customer_id\":null,\"customer_id\":null",
            "\"status\":null,\"status\":null",
            others(100),
            others(101))) {
      check(order.formatted(more).getBytes(UTF_8));
    }
    check(null);
    check(new byte[0]);
    check("  ".getBytes(UTF_8));
  }

  private static String others(int count) {
    StringBuilder more = new StringBuilder("\"customer_id\":1");
    for (int i = 0; i < count; i++) {
      more.append(",\"x").append(i).append("\":0");
    }
    return more.toString();
  }

  /** Every file of the field, every line of it, and every element if it is an array. */
  private static List<byte[]> field() throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/field"))) {
      for (Path file : files.sorted().toList()) {
        byte[] content = Files.readAllBytes(file);
        all.add(content);
        for (String line : new String(content, ISO_8859_1).split("\n")) {
          all.add(line.getBytes(ISO_8859_1));
        }
        try {
          if (Json.value(content) instanceof List<?> elements) {
            elements.forEach(it -> all.add(Json.bytes(it)));
          }
        } catch (InvalidEvent noJson) {
          // its lines are in the list
        }
      }
    }
    return all;
  }

  /** One change or two: of a byte, of a token, or of a piece that is left out or comes twice. */
  private static byte[] mutant(byte[] source, Random random) {
    byte[] mutant = source;
    for (int changes = random.nextInt(4) == 0 ? 2 : 1; changes > 0; changes--) {
      int from = random.nextInt(mutant.length + 1);
      int to = Math.min(mutant.length, from + random.nextInt(12));
      byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
      mutant =
          switch (random.nextInt(6)) {
            case 0 -> spliced(mutant, from, to, new byte[] {(byte) random.nextInt(256)});
            case 1 -> spliced(mutant, from, from, piece);
            case 2 -> spliced(mutant, from, to, new byte[0]);
            case 3 -> spliced(mutant, to, to, Arrays.copyOfRange(mutant, from, to));
            default -> {
              int colon = indexOf(mutant, ':', from);
              int end = indexOf(mutant, ',', colon);
              yield colon == mutant.length
                  ? mutant
                  : spliced(mutant, colon + 1, Math.max(end, colon + 1), piece);
            }
          };
    }
    return mutant;
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(piece);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /** Returns whether it is an order. */
  private static boolean check(byte[] json) {
    Object read = read(json);
    String shown = json == null ? "null" : Shown.cut(new String(json, UTF_8), 2_000);
    assertThat(read).as(shown).isEqualTo(explained(json));
    ReferenceReader.Read reference = ReferenceReader.order(json, RECEIVED);
    if (read instanceof Order order) {
      assertThat(reference).as(shown).isEqualTo(plain(order));
      assertThat(order.more().keySet())
          .as(shown)
          .containsExactlyElementsOf(reference.more().keySet());
    } else {
      assertThat(reference).as("%s: %s", read, shown).isNull();
    }
    return read instanceof Order;
  }

  /** The order, or what is wrong with which order. */
  private static Object read(byte[] json) {
    try {
      return EventJson.order(json, RECEIVED);
    } catch (InvalidEvent wrong) {
      return List.of(wrong.problems(), wrong.orderId());
    }
  }

  /** As {@link #read}, but read by the parser that has a message for every mistake. */
  private static Object explained(byte[] json) {
    try {
      Map<String, Object> fields = Json.explainedObject(Json.text(json));
      return EventJson.order(fields, RECEIVED);
    } catch (InvalidEvent wrong) {
      return List.of(wrong.problems(), wrong.orderId());
    }
  }

  private static ReferenceReader.Read plain(Order order) {
    return new ReferenceReader.Read(
        order.id().text(),
        order.id().integer(),
        order.total().minorUnits(),
        order.total().currency(),
        order.country(),
        order.status(),
        order.createdAt(),
        order.createdAtGiven(),
        order.more());
  }
}
