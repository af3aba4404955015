package net.jumptotech.orders.http.oidc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;

/** A text that has the shape of a signed token (JWT), and its header, which nobody has verified. */
record SignedToken(String text, JsonObject header) {

  private static final int LONGEST = 16_384;

  /** Empty if it has another shape. */
  static Optional<SignedToken> of(String text) {
    if (text.length() > LONGEST || text.split("\\.", -1).length != 3) {
      return Optional.empty();
    }
    try {
      byte[] header = Base64.getUrlDecoder().decode(text.substring(0, text.indexOf('.')));
      return Optional.of(new SignedToken(text, new JsonObject(Buffer.buffer(header))));
    } catch (RuntimeException notJson) {
      return Optional.empty();
    }
  }

  String algorithm() {
    return text("alg");
  }

  /** Empty if it names none. */
  String keyId() {
    return text("kid");
  }

  /** A text of the header, empty if it is absent. */
  String text(String name) {
    return header.getValue(name) instanceof String value ? value : "";
  }
}
