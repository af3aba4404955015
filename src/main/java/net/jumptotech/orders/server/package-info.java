/**
 * What our HTTP servers share, the page's and the health port's: the limits of their connections,
 * and TLS. Start with {@link net.jumptotech.orders.server.ServerTls}. Imports runtime.
 */
package net.jumptotech.orders.server;
