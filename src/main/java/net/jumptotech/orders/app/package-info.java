/**
 * Puts the parts together: flags and descriptor ({@link net.jumptotech.orders.app.Main}, {@link
 * net.jumptotech.orders.app.Descriptor}), the verticles of each role ({@link
 * net.jumptotech.orders.app.Wiring}), their life ({@link net.jumptotech.orders.app.Application}).
 * Sees everything; nothing imports it.
 */
package net.jumptotech.orders.app;
