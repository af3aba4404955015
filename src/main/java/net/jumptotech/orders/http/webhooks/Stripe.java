package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.runtime.Secret;

/**
 * Stripe signs the time and the body: {@code t=1767600000,v1=5257…}, with a {@code v1} for each of
 * its secrets. It sends again what is not answered with 2xx, for 3 days, each time with a new
 * signature. The event says what it is.
 */
final class Stripe implements Platform {

  private static final String SIGNATURE = "Stripe-Signature";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /**
   * The event that is an order. A payment also has {@code payment_intent.succeeded}, under another
   * id; with both it would be two orders. Only the charge has the country.
   */
  private static final String ORDER = "charge.succeeded";

  private final InstantSource clock;

  Stripe(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(8);
  }

  @Override
  public void verify(Call call, List<Secret> secrets) {
    String given =
        call.parameters()
            .text(SIGNATURE)
            .orElseThrow(() -> Platform.unsigned(SIGNATURE + ": is required, was absent"));
    String time = "";
    List<byte[]> signatures = new ArrayList<>();
    for (String part : given.split(",")) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2 && pair[0].equals("t")) {
        time = pair[1];
      } else if (pair.length == 2 && pair[0].equals("v1") && pair[1].matches("[0-9a-f]{64}")) {
        signatures.add(HexFormat.of().parseHex(pair[1]));
      }
    }
    if (!time.matches("\\d{1,12}") || signatures.isEmpty()) {
      throw Platform.unsigned(SIGNATURE + ": expected t=SECONDS,v1=HEX");
    }
    byte[] before = (time + ".").getBytes(US_ASCII);
    if (!Hmac.matches(secrets, signatures, before, call.body().getBytes())) {
      throw Platform.unsigned(
          SIGNATURE + ": this body was signed with another secret, or has changed on its way");
    }
    long age = clock.instant().getEpochSecond() - Long.parseLong(time);
    if (age > TOLERANCE.toSeconds()) {
      throw Platform.unsigned(
          "%s: expected to be at most %d seconds old, was %d"
              .formatted(SIGNATURE, TOLERANCE.toSeconds(), age));
    }
  }

  @Override
  public Delivery delivery(Call call) {
    byte[] body = call.body().getBytes();
    Map<String, Object> event;
    try {
      event = Json.object(body);
    } catch (InvalidEvent notJson) {
      return new Delivery.OfOrder(HeaderSigned.key("", "", call), body); // told as any mistake
    }
    String type = String.valueOf(event.get("type"));
    if (!type.equals(ORDER)) {
      return new Delivery.Ignored(
          "%s is no event that is taken, %s is".formatted(ParameterRules.shown(type), ORDER));
    }
    Object object = event.get("data") instanceof Map<?, ?> data ? data.get("object") : null;
    byte[] order = object instanceof Map<?, ?> ? Json.bytes(Json.asObject(object)) : body;
    String key = event.get("id") instanceof String id ? id : HeaderSigned.key("", "", call);
    return new Delivery.OfOrder(key, order);
  }
}
