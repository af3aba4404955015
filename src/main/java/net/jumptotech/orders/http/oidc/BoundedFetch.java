package net.jumptotech.orders.http.oidc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks other servers for small answers: of at most {@value #MOST_BYTES} bytes, within {@value
 * #SECONDS} seconds, without following redirects.
 */
final class BoundedFetch {

  static final int MOST_BYTES = 256 * 1024;
  private static final int SECONDS = 5;
  private static final int CONNECTIONS = 8;
  private static final int MOST_WAITING = 64;

  private final HttpClient client;

  /** What a server has answered. */
  record Reply(int status, Buffer body) {}

  BoundedFetch(Vertx vertx) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(SECONDS * 1_000)
                .setKeepAliveTimeout(SECONDS)
                .setMaxHeaderSize(MOST_BYTES / 8),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(MOST_WAITING));
  }

  /**
   * @return fails unless the answer is 200
   */
  Future<Buffer> get(String url) {
    return ask(url)
        .compose(
            reply ->
                reply.status == 200
                    ? Future.succeededFuture(reply.body)
                    : Future.failedFuture("expected status 200, was " + reply.status));
  }

  /** Completes with an answer of any status. */
  Future<Reply> ask(String url) {
    return send(HttpMethod.GET, url, Map.of("Accept", "application/json, */*"), Buffer.buffer());
  }

  /** Completes with an answer of any status. */
  Future<Reply> post(String url, Map<String, String> headers, Buffer body) {
    return send(HttpMethod.POST, url, headers, body);
  }

  private Future<Reply> send(
      HttpMethod method, String url, Map<String, String> headers, Buffer body) {
    RequestOptions options = new RequestOptions().setMethod(method).setAbsoluteURI(url);
    headers.forEach(options::putHeader);
    Promise<HttpClientRequest> begun = Promise.promise();
    return client
        .request(options)
        .onSuccess(begun::tryComplete)
        .compose(request -> request.send(body).compose(BoundedFetch::read))
        .timeout(SECONDS, TimeUnit.SECONDS)
        .onFailure(failed -> begun.future().onSuccess(HttpClientRequest::reset));
  }

  private static Future<Reply> read(HttpClientResponse response) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .handler(
            part -> {
              if (body.length() + part.length() > MOST_BYTES) {
                whole.tryFail("the answer has more than " + MOST_BYTES + " bytes");
              } else {
                body.appendBuffer(part);
              }
            })
        .endHandler(end -> whole.tryComplete(new Reply(response.statusCode(), body)))
        .exceptionHandler(whole::tryFail);
    return whole.future();
  }

  void close() {
    client.close();
  }
}
