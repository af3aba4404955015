package net.jumptotech.orders.http.api;

import io.vertx.core.buffer.Buffer;

/**
 * A request whose parameters match the contract.
 *
 * @param contentType media type without parameters, lower case; empty if there is none
 * @param body empty if there is none
 * @param client that sent it
 */
public record Call(Parameters parameters, String contentType, Buffer body, Client client) {}
