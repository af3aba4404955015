// A rule of the fraud check: suspects a customer's orders beyond a number within some seconds.
// The configuration file contains
//   fraud: {ask: true}
//   verticles: [{file: conf/verticles/customer-in-a-hurry.groovy, config: {orders: 5, seconds: 60}}]
// Fraud asks it about all orders that its own rules do not suspect. Its memory ends with the process;
// if several processes answer, each sees a part of the orders.

import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject

def config = vertx.orCreateContext.config()
int most = config.getInteger('orders', 5)
int seconds = config.getInteger('seconds', 60)

// customer -> [order id: time of arrival], for the 10,000 customers seen last
def seen = new LinkedHashMap<String, Map<String, Long>>(16, 0.75f, true) {
  protected boolean removeEldestEntry(Map.Entry eldest) { size() > 10_000 }
}

// an order that appears again, after a crash or because it was sent twice, counts once
def isInAHurry = { JsonObject order ->
  def customer = order.getValue('customer_id')
  if (customer == null) {
    return false
  }
  long now = System.currentTimeMillis()
  def orders = seen.computeIfAbsent(customer.toString()) { [:] }
  orders.values().removeIf { it < now - seconds * 1000L }
  orders.putIfAbsent(order.getValue('order_id').toString(), now)
  while (orders.size() > most + 1) {
    orders.remove(orders.keySet().first())
  }
  return orders.size() > most
}

vertx.eventBus().consumer('orders.fraud.ask') { question ->
  def alerts = new JsonArray()
  question.body().getJsonArray('orders').each { asked ->
    def order = asked instanceof Map ? new JsonObject(asked) : asked
    if (isInAHurry(order)) {
      alerts.add(new JsonObject()
          .put('order_id', order.getValue('order_id'))
          .put('reason', 'CUSTOMER_IN_A_HURRY')
          .put('rule', 'customer-in-a-hurry')
          .put('rule_version', "more than ${most} orders in ${seconds} s".toString()))
    }
  }
  question.reply(new JsonObject().put('alerts', alerts))
}
