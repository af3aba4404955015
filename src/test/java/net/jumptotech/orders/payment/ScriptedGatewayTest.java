package net.jumptotech.orders.payment;

import io.vertx.core.Vertx;

class ScriptedGatewayTest extends PaymentGatewayContract {

  @Override
  PaymentGateway thatPays(Vertx vertx) {
    return new ScriptedGateway(vertx);
  }

  @Override
  PaymentGateway thatDeclines(Vertx vertx) {
    return new ScriptedGateway(vertx).decline("order-1", "CARD_EXPIRED");
  }
}
