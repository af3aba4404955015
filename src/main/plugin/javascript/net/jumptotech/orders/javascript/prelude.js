// The globals of a verticle in JavaScript: vertx, config, bus, promised, sleep. See docs/verticles.md.
(function (vertx, configText) {
  const JsonObject = Java.type("io.vertx.core.json.JsonObject");
  const JsonArray = Java.type("io.vertx.core.json.JsonArray");
  const DeliveryOptions = Java.type("io.vertx.core.eventbus.DeliveryOptions");

  const fromJava = (body) =>
    body instanceof JsonObject || body instanceof JsonArray ? JSON.parse(body.encode()) : body;
  const toJava = (body) => {
    if (body === null || typeof body !== "object" || Java.isJavaObject(body)) {
      return body;
    }
    return Array.isArray(body)
      ? new JsonArray(JSON.stringify(body))
      : new JsonObject(JSON.stringify(body));
  };
  // a future of Vert.x as a promise
  const promised = (future) =>
    new Promise((resolve, reject) =>
      future.onComplete(resolve, (failed) => reject(new Error(String(failed.getMessage())))),
    );
  const heard = (message) => ({
    address: message.address(),
    body: fromJava(message.body()),
    reply: (body) => message.reply(toJava(body)),
    fail: (code, text) => message.fail(code, text),
  });

  globalThis.vertx = vertx;
  globalThis.config = JSON.parse(configText);
  globalThis.promised = promised;
  globalThis.sleep = (ms) =>
    new Promise((resolve) => vertx.setTimer(Math.max(1, ms), () => resolve()));
  globalThis.bus = {
    consumer: (address, handler) =>
      vertx.eventBus().consumer(address, (message) => {
        // what an async handler throws is rejected with nobody to hear it, and so reported
        handler(heard(message));
      }),
    publish: (address, body) => void vertx.eventBus().publish(address, toJava(body)),
    send: (address, body) => void vertx.eventBus().send(address, toJava(body)),
    request: (address, body, timeoutMs = 5000) =>
      promised(
        vertx
          .eventBus()
          .request(address, toJava(body), new DeliveryOptions().setSendTimeout(timeoutMs)),
      ).then((reply) => fromJava(reply.body())),
  };
});
