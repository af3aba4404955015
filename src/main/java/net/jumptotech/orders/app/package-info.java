/**
 * Wires a process: reads the descriptor ({@link net.jumptotech.orders.app.Descriptor}), opens the
 * data directory, and deploys the verticles of each role ({@link
 * net.jumptotech.orders.app.Wiring}); {@link net.jumptotech.orders.app.Application} is its life
 * from start to stop. Imports every role; only the command line imports it.
 */
package net.jumptotech.orders.app;
