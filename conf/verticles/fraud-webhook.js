// Posts each fraud alert, as JSON, to a webhook. The configuration file contains
//   fraud: {announce: true}
//   verticles: [{file: conf/verticles/fraud-webhook.js, config: {url: "https://…"}}]
// A post without a 2xx answer is repeated; the alert's order id is its Idempotency-Key.
// An alert is lost if this process ends while the alert waits here, or if the fraud process ends
// right after committing it: read the topic fraud-alerts if you must not lose any.

const {
  url,
  attempts = 6, // for each alert, including the first
  pauseMs = 1000, // after the first failure; doubles with each
  timeoutMs = 5000, // for one answer
  parallel = 4, // posts at a time
  most = 10000, // alerts that may wait here; further ones are dropped, and counted in the log
} = config;

const RequestOptions = Java.type("io.vertx.core.http.RequestOptions");
const HttpMethod = Java.type("io.vertx.core.http.HttpMethod");
const client = vertx.createHttpClient();
const waiting = [];
let posting = 0;
let dropped = 0;

async function post(alert) {
  const options = new RequestOptions()
    .setMethod(HttpMethod.POST)
    .setAbsoluteURI(url)
    .setTimeout(timeoutMs)
    .putHeader("Content-Type", "application/json")
    .putHeader("Idempotency-Key", String(alert.order_id));
  const request = await promised(client.request(options));
  const response = await promised(request.send(JSON.stringify(alert)));
  await promised(response.body());
  const status = response.statusCode();
  if (status < 200 || status > 299) {
    throw new Error("answered " + status);
  }
}

async function postUntilTaken(alert) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(alert);
    } catch (failed) {
      if (attempt >= attempts) {
        console.log(`gave up on the alert of order ${alert.order_id}: ${failed.message}`);
        return;
      }
      await sleep(Math.min(60000, pauseMs * 2 ** (attempt - 1)));
    }
  }
}

async function drain() {
  posting++;
  while (waiting.length > 0) {
    await postUntilTaken(waiting.shift());
  }
  posting--;
}

function start() {
  if (!url) {
    throw new Error("config.url is missing");
  }
  bus.consumer("orders.fraud.alerts", (message) => {
    if (waiting.length >= most) {
      if (dropped++ % 1000 === 0) {
        console.log(`${dropped} alerts dropped: ${url} is too slow`);
      }
      return;
    }
    waiting.push(message.body);
    if (posting < parallel) {
      drain();
    }
  });
}
