/**
 * Connects other programs to the event bus, by TCP. Start with {@link
 * net.jumptotech.orders.bridge.BridgeVerticle}. Imports event, runtime and stream.
 */
package net.jumptotech.orders.bridge;
