package net.jumptotech.orders.http.api;

import io.vertx.core.buffer.Buffer;
import net.jumptotech.orders.event.PersonalFields;

/**
 * A request whose parameters match the contract.
 *
 * @param contentType media type without parameters, lower case; empty if there is none
 * @param body empty if there is none
 * @param client that sent it
 * @param hidden what of an order it is not shown. Of answers in JSON it is taken away when they are
 *     sent ({@link Answer}); for texts in which it may be
 */
public record Call(
    Parameters parameters, String contentType, Buffer body, Client client, PersonalFields hidden) {}
