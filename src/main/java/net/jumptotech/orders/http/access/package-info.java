/** The host names and origins that requests may have. Imports http.api; used only by http. */
package net.jumptotech.orders.http.access;
