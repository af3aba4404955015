/**
 * Dead letters over HTTP: lists and single ones. Start with {@link
 * net.jumptotech.orders.http.deadletters.DeadLetterQueries}. Imports event, stream, monitor and
 * http.api; used only by http.
 */
package net.jumptotech.orders.http.deadletters;
