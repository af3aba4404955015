package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.runtime.Secret;

/** What Shopify and WooCommerce have in common: a header with the base64 HMAC of the body. */
final class HeaderSigned {

  private HeaderSigned() {}

  /**
   * @param header with the signature
   */
  static void verify(String header, Call call, List<Secret> secrets) {
    String given =
        call.parameters()
            .text(header)
            .orElseThrow(() -> Platform.unsigned(header + ": is required, was absent"));
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(given.strip());
    } catch (IllegalArgumentException notBase64) {
      throw Platform.unsigned(header + ": expected a signature in base64");
    }
    if (!Hmac.matches(secrets, List.of(signature), call.body().getBytes())) {
      throw Platform.unsigned(
          header + ": this body was signed with another secret, or has changed on its way");
    }
  }

  /**
   * The key of a delivery whose id is not signed and may not be unique: WooCommerce makes it of a
   * webhook's number and the second. So the body is part of the key.
   */
  static String key(String topic, String id, Call call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(topic.getBytes(UTF_8));
      digest.update((byte) 0);
      digest.update(id.getBytes(UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(call.body().getBytes()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }
}
