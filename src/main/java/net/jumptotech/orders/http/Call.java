package net.jumptotech.orders.http;

import io.vertx.core.buffer.Buffer;

/**
 * A request whose parameters are those of the contract.
 *
 * @param body empty where there is none
 */
record Call(Parameters parameters, Buffer body) {}
