/**
 * Who may ask: the host names and origins that a request may come under. Imports http.api; used by
 * http alone.
 */
package net.jumptotech.orders.http.access;
