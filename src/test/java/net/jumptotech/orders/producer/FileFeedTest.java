package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class FileFeedTest {

  private static final String ORDER = "{\"order_id\":%d,\"amount\":1.5,\"country\":\"DE\"}";
  private static final String HEADER = "order_id,amount,currency,country,status,note\n";

  private static Vertx vertx;

  @BeforeAll
  static void open(Vertx vertx) {
    FileFeedTest.vertx = vertx;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n \n", "\r\n\t\r\n"})
  void everyLineIsAnOrderWhateverEndsItsLine(String end) throws Exception {
    String text = ORDER.formatted(1) + end + ORDER.formatted(2) + end + ORDER.formatted(3);
    assertThat(ids(read(text))).containsExactly("1", "2", "3");
    assertThat(ids(read(text + end))).containsExactly("1", "2", "3");
  }

  @Test
  void aByteOrderMarkAndBlankLinesInFrontAreSkipped() throws Exception {
    assertThat(ids(read("\uFEFF\r\n  \n" + ORDER.formatted(1)))).containsExactly("1");
    assertThat(ids(read("\uFEFF\n" + HEADER + "1,2,EUR,DE,,"))).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\uFEFF", " \r\n\t", HEADER})
  void aFileWithoutOrdersGivesNone(String text) throws Exception {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void whatIsNoOrderIsKeptByteForByteWithItsLine() throws Exception {
    String bad = "{\"order_id\":2,  \"amount\":-1,\"country\":\"DE\"}\t ";
    List<Input> inputs =
        read("\n" + ORDER.formatted(1) + "\r\n\n" + bad + "\r\nnot json\n" + ORDER.formatted(3));
    assertThat(ids(inputs)).containsExactly("1", "3");
    Input.Invalid first = invalid(inputs).get(0);
    assertThat(first.bytes()).isEqualTo(bad.getBytes(UTF_8));
    assertThat(first.source()).containsEntry("dlq.source", "test").containsEntry("dlq.line", "4");
    assertThat(first.reason()).hasMessage("amount: expected a number of 0 or more, was -1");
    Input.Invalid second = invalid(inputs).get(1);
    assertThat(second.bytes()).isEqualTo("not json".getBytes(UTF_8));
    assertThat(second.source()).containsEntry("dlq.line", "5");
  }

  @Test
  void bytesThatAreNoTextAreKeptAsTheyAre() throws Exception {
    byte[] latin = "1,2,EUR,DE,,cr\u00e8me".getBytes(ISO_8859_1);
    List<Input> inputs = readBytes(concatenated(HEADER.getBytes(UTF_8), latin));
    assertThat(invalid(inputs))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.bytes()).isEqualTo(latin);
              assertThat(it.reason())
                  .hasMessageStartingWith("not UTF-8: byte 0xE8 after 14 characters");
            });
  }

  @Test
  void csvCellsHaveTheTypesOfTheContract() throws Exception {
    List<Input> inputs =
        read(
            "country,order_id,customer_id,amount,created_at,status,note\n"
                + "DE,17,4711,12.50,2026-01-05T10:42:18Z,CONFIRMED,7\n"
                + "US,007,C-1,1e2,,,\n"
                + "GB,,,,,,x\n"
                + "GB,3,,12 EUR,,,\n");
    Order first = orders(inputs).get(0);
    assertThat(first.id().integer()).isTrue();
    assertThat(first.total()).hasToString("USD 12.50");
    assertThat(first.status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(first.createdAt()).isEqualTo("2026-01-05T10:42:18Z");
    assertThat(first.more()).containsEntry("customer_id", BigInteger.valueOf(4711));
    assertThat(first.more()).containsEntry("note", "7").hasSize(2);
    Order second = orders(inputs).get(1);
    assertThat(second.id()).hasToString("007");
    assertThat(second.id().integer()).isFalse();
    assertThat(second.more()).containsOnlyKeys("customer_id");
    assertThat(first.createdAtGiven()).isTrue();
    assertThat(second.createdAtGiven()).isFalse();
    assertThat(invalid(inputs).get(0).reason())
        .hasMessage("order_id: required, but missing; amount: required, but missing");
    assertThat(invalid(inputs).get(1).reason())
        .hasMessage("amount: expected a number, was \"12 EUR\", did you mean 12?");
  }

  @Test
  void quotedFieldsMayHaveCommasQuotesAndLineBreaks() throws Exception {
    String broken = "2,\"oh\",EUR,DE,,\"a\r\n\nb\"";
    List<Input> inputs =
        read(
            HEADER
                + "1,2,EUR,DE,,\"a, \"\"b\"\"\r\nc\n\nd\"\r\n"
                + broken
                + "\n3,2,EUR,DE,,5\" disk\n4,2,EUR,DE,,\"\"\n5,,EUR,DE,,x");
    assertThat(ids(inputs)).containsExactly("1", "3", "4");
    assertThat(orders(inputs).get(0).more()).containsEntry("note", "a, \"b\"\r\nc\n\nd");
    assertThat(orders(inputs).get(1).more()).containsEntry("note", "5\" disk");
    assertThat(invalid(inputs).get(0).bytes()).isEqualTo(broken.getBytes(UTF_8));
    assertThat(invalid(inputs).get(0).source()).containsEntry("dlq.line", "6");
    assertThat(invalid(inputs).get(1).source()).containsEntry("dlq.line", "11");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,2,EUR,DE,", "1,2,EUR,DE,,,", "1,2,EUR,DE,,\"x\"y", "1,2,EUR,DE,,\"x", "1\r2"})
  void aRecordThatDoesNotFitTheHeaderIsRejectedAlone(String bad) throws Exception {
    List<Input> inputs = read(HEADER + "1,2,EUR,DE,,\n" + bad);
    assertThat(ids(inputs)).containsExactly("1");
    assertThat(invalid(inputs))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.bytes()).isEqualTo(bad.getBytes(UTF_8));
              assertThat(it.source()).containsEntry("dlq.line", "3");
            });
  }

  @Test
  void aFileThatIsNeitherEndsTheSourceWithFileAndLine() {
    assertThatThrownBy(() -> read("\norders of May\n1;2\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("test, line 2: expected one JSON object per line, or a CSV header")
        .hasMessageEndingWith("was \"orders of May\"");
    assertThatThrownBy(() -> read("order_id,amount,country,amount\n"))
        .hasMessageContaining("each CSV column once");
  }

  @Test
  void anInputTooLargeForAnOrderIsKeptWholeAsAReject() throws Exception {
    String large =
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"x\":\"" + "y".repeat(3_000_000) + "\"}";
    List<Input> inputs = read(large + "\n" + ORDER.formatted(2));
    assertThat(ids(inputs)).containsExactly("2");
    assertThat(invalid(inputs).get(0).bytes()).isEqualTo(large.getBytes(UTF_8));
    assertThat(invalid(inputs).get(0).reason()).hasMessageStartingWith("expected at most 1000000");
  }

  @Test
  void anOrderThatGrowsTooLargeOnTheWireIsARejectToo() throws Exception {
    String numbers = "1e2,".repeat(230_000) + "1";
    String growing = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"x\":[" + numbers + "]}";
    assertThat(growing.length()).isLessThan(EventJson.LARGEST_ORDER);
    assertThat(invalid(read(growing))).hasSize(1);
  }

  @Test
  void namesOfColumnsCountToTheSizeOfAnOrder() throws Exception {
    StringBuilder header = new StringBuilder("order_id,amount,country,note");
    for (int i = 100; i < 199; i++) {
      header.append(',').append("c".repeat(125)).append(i);
    }
    String note = "x".repeat(990_000);
    String full = "1,2,DE," + note + ",y".repeat(99);
    List<Input> inputs = read(header + "\n" + full + "\n2,2,DE," + note + ",".repeat(99) + "\n");
    assertThat(ids(inputs)).containsExactly("2");
    assertThat(invalid(inputs).get(0).bytes()).isEqualTo(full.getBytes(UTF_8));
  }

  @Test
  void aRecordThatNothingCanKeepEndsTheSourceWithFileAndLine() {
    assertThatThrownBy(() -> read(ORDER.formatted(1) + "\n{" + "x".repeat(5_000_000)))
        .hasMessage("test, line 2: longer than 4,161,536 bytes, too large to be kept");
    assertThatThrownBy(() -> read(HEADER + "1,2,EUR,DE,,\"" + "x".repeat(5_000_000)))
        .hasMessageStartingWith("test, line 2: longer than");
  }

  @Test
  void whatWasReadBeforeTheFileBreaksOffComesBeforeTheFailure() throws Exception {
    String orders = ORDER.formatted(1) + "\n" + ORDER.formatted(2) + "\n";
    breaksOff(orders + "{" + "x".repeat(5_000_000), "test, line 3: longer than 4,161,536 bytes");
    breaksOff(HEADER + "1,2,EUR,DE,,\n2,2,EUR,DE,,\n" + "x".repeat(5_000_000), "test, line 4: ");
    InputStream torn =
        new SequenceInputStream(
            new ByteArrayInputStream((orders + "{\"order_id\":3").getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("Input/output error");
              }

              @Override
              public int available() {
                return 1;
              }
            });
    breaksOff(torn, "test, line 3: cannot be read any further (Input/output error)");
  }

  private static void breaksOff(String text, String failure) throws Exception {
    breaksOff(new ByteArrayInputStream(text.getBytes(UTF_8)), failure);
  }

  private static void breaksOff(InputStream in, String failure) throws Exception {
    Feed feed = open(in);
    assertThat(ids(await(feed.read(500)))).containsExactly("1", "2");
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> await(feed.read(500))).hasMessageStartingWith(failure);
    }
  }

  @Test
  void aChunkIsBoundedInNumberAndInBytes() throws Exception {
    Feed feed =
        open(new ByteArrayInputStream((ORDER.formatted(1) + "\n").repeat(10).getBytes(UTF_8)));
    assertThat(await(feed.read(4))).hasSize(4);
    String big =
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"x\":\"" + "y".repeat(600_000) + "\"}\n";
    Feed large = open(new ByteArrayInputStream(big.repeat(10).getBytes(UTF_8)));
    assertThat(await(large.read(500))).hasSize(2);
  }

  @Test
  void whatIsThereIsNotKeptBackByWhatIsStillToCome() throws Exception {
    try (PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream pipe = new PipedInputStream(writer)) {
      Feed feed = open(pipe);
      writer.write((ORDER.formatted(1) + "\n" + ORDER.formatted(2) + "\n").getBytes(UTF_8));
      writer.flush();
      assertThat(ids(await(feed.read(500)))).containsExactly("1", "2");
      Future<List<Input>> waiting = feed.read(500);
      feed.close();
      writer.write((ORDER.formatted(3) + "\n").getBytes(UTF_8));
      writer.flush();
      assertThat(ids(await(waiting))).containsExactly("3");
    }
  }

  @Test
  void theSampleHasSixHundredAndTwentyNineOrdersAndSeventyRejects() throws Exception {
    Feed feed =
        await(
            Feeds.open(
                new Source.Sample(java.util.OptionalInt.empty()),
                Optional.empty(),
                vertx.getOrCreateContext(),
                new FakeSequence(),
                ProducerTimeouts.STANDARD));
    List<Input> inputs = all(feed);
    assertThat(orders(inputs)).hasSize(629);
    assertThat(invalid(inputs))
        .hasSize(70)
        .allMatch(it -> it.source().get("dlq.source").equals("sample"));
    assertThat(EventJson.REQUIRED).containsExactly("order_id", "amount", "country");
  }

  private static List<Input> read(String text) throws Exception {
    return readBytes(text.getBytes(UTF_8));
  }

  private static List<Input> readBytes(byte[] bytes) throws Exception {
    return all(open(new ByteArrayInputStream(bytes)));
  }

  private static Feed open(InputStream in) throws Exception {
    return await(
        FileFeed.open(
            vertx.getOrCreateContext(), "test", FileFormat.PLAIN, Optional.empty(), () -> in));
  }

  private static List<Input> all(Feed feed) throws Exception {
    List<Input> all = new ArrayList<>();
    for (List<Input> some = await(feed.read(7)); !some.isEmpty(); some = await(feed.read(7))) {
      all.addAll(some);
    }
    feed.close();
    return all;
  }

  private static List<Order> orders(List<Input> inputs) {
    return inputs.stream()
        .filter(Input.Valid.class::isInstance)
        .map(it -> ((Input.Valid) it).order())
        .toList();
  }

  private static List<String> ids(List<Input> inputs) {
    return orders(inputs).stream().map(order -> order.id().text()).toList();
  }

  private static List<Input.Invalid> invalid(List<Input> inputs) {
    return inputs.stream()
        .filter(Input.Invalid.class::isInstance)
        .map(Input.Invalid.class::cast)
        .toList();
  }

  private static byte[] concatenated(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
