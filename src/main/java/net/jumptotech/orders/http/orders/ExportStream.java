package net.jumptotech.orders.http.orders;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.monitor.Freshness;
import net.jumptotech.orders.store.OrderStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends page after page, the next one only when the client has room for it, and stops when the
 * client has gone. If the store fails on the way, the connection breaks off before the end.
 */
final class ExportStream implements Sendable {

  private static final Logger log = LoggerFactory.getLogger(ExportStream.class);

  private static final DateTimeFormatter UP_TO =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Function<Optional<OrderStore.Cursor>, Future<OrderStore.Page>> pages;
  private final ExportFormat format;
  private final Freshness fresh;
  private final OrderStore.Page first;
  private final Runnable onEnd;
  private HttpServerResponse response;
  private boolean ended;
  private long rows;

  /**
   * @param pages returns the page behind a cursor
   * @param onEnd called once, however it ends
   */
  ExportStream(
      Function<Optional<OrderStore.Cursor>, Future<OrderStore.Page>> pages,
      ExportFormat format,
      Freshness fresh,
      OrderStore.Page first,
      Runnable onEnd) {
    this.pages = pages;
    this.format = format;
    this.fresh = fresh;
    this.first = first;
    this.onEnd = onEnd;
  }

  @Override
  public void send(RoutingContext context) {
    response = context.response();
    if (response.closed()) {
      end();
      return;
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("Content-Disposition", "attachment; filename=\"" + fileName() + "\"")
        .putHeader("Orders-As-Of", fresh.asOf().toString());
    context.addEndHandler(sentOrGone -> end());
    fresh
        .completeUpTo()
        .ifPresent(at -> response.putHeader("Orders-Complete-Up-To", at.toString()));
    if (context.request().method() == HttpMethod.HEAD) {
      response.end();
      return;
    }
    response.setChunked(true);
    write(new StringBuilder(format.head()), first);
  }

  @Override
  public Map<String, Object> result() {
    return Map.of("rows", rows);
  }

  /** States how complete the file is; the name stays with a copy. */
  private String fileName() {
    String upTo = fresh.completeUpTo().map(it -> "to-" + UP_TO.format(it)).orElse("incomplete");
    return "orders-" + upTo + "." + format.fileType();
  }

  private void write(StringBuilder out, OrderStore.Page page) {
    page.orders().forEach(document -> format.append(out, document));
    rows += page.orders().size();
    if (page.next().isEmpty()) {
      response.end(out.toString());
      return;
    }
    response.write(out.toString());
    if (response.writeQueueFull()) {
      response.drainHandler(room -> next(page.next()));
    } else {
      next(page.next());
    }
  }

  private void next(Optional<OrderStore.Cursor> after) {
    if (ended) {
      return;
    }
    response.drainHandler(null);
    pages
        .apply(after)
        .onComplete(
            page -> {
              if (!ended) {
                write(new StringBuilder(), page);
              }
            },
            failed -> {
              if (ended || response.closed()) {
                log.debug("an export was cancelled by its client: {}", failed.toString());
              } else {
                log.warn("an export ended early: {}", failed.toString());
              }
              response.reset();
              end();
            });
  }

  private void end() {
    if (!ended) {
      ended = true;
      onEnd.run();
    }
  }
}
