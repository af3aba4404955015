package net.jumptotech.orders.http.api;

import io.vertx.core.buffer.Buffer;

/**
 * A request whose parameters are those of the contract.
 *
 * @param contentType media type without parameters, lower case; empty where there is none
 * @param body empty where there is none
 * @param client who asks
 */
public record Call(
    Parameters parameters, String contentType, Buffer body, ReadQueue.Client client) {}
