package net.jumptotech.orders.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What tests of the HTTP API are told of orders is what a store would tell them. */
final class MemoryStoreTest extends OrderStoreContract {

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    return Future.succeededFuture(new MemoryStore());
  }
}
