package net.jumptotech.orders.metrics;

import io.micrometer.core.instrument.Tag;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.spi.observability.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The label {@code method} of HTTP metrics. Vert.x's own label takes any method that a client
 * invents, and each would be a series more (CVE-2026-40984 is the same flaw in Micrometer); here
 * they are all {@code OTHER}.
 */
final class HttpMethods {

  private static final String LABEL = "method";
  private static final List<Tag> OTHER = tags("OTHER");
  private static final Map<HttpMethod, List<Tag>> KNOWN =
      Stream.of(
              HttpMethod.GET,
              HttpMethod.HEAD,
              HttpMethod.POST,
              HttpMethod.PUT,
              HttpMethod.PATCH,
              HttpMethod.DELETE,
              HttpMethod.OPTIONS)
          .collect(Collectors.toMap(Function.identity(), method -> tags(method.name())));

  private HttpMethods() {}

  static Iterable<Tag> tags(HttpRequest request) {
    return KNOWN.getOrDefault(request.method(), OTHER);
  }

  private static List<Tag> tags(String method) {
    return List.of(Tag.of(LABEL, method));
  }
}
