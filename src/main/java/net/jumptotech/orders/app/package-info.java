/**
 * Wires a process: reads the configuration ({@link net.jumptotech.orders.app.Descriptor}), opens
 * the data directory, and deploys the verticles of each role ({@link
 * net.jumptotech.orders.app.Wiring}). {@link net.jumptotech.orders.app.Application} is its life
 * cycle. Imports every role; only the command line imports it.
 */
package net.jumptotech.orders.app;
