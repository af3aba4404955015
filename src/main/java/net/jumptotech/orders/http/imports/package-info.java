/**
 * Files of orders that are sent in one request, of any size. Start with {@link
 * net.jumptotech.orders.http.imports.Imports}. Imports event, runtime, intake, intake.container,
 * intake.mapping, stream.write, monitor.frames (constants) and http.api.
 */
package net.jumptotech.orders.http.imports;
