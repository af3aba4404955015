package net.jumptotech.orders.http.api;

import io.vertx.core.Future;

/**
 * Answers one operation of the contract. Fails with a {@link Problem} if the sender can act on it.
 */
@FunctionalInterface
public interface Endpoint {

  Future<? extends Sendable> answer(Call call);
}
