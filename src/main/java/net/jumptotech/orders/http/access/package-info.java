/**
 * Who may send which request: by host name and origin, and by who sends it. Start with {@link
 * net.jumptotech.orders.http.access.Access}. Imports event, runtime, access, http.api, http.oidc,
 * http.operations; used only by http.
 */
package net.jumptotech.orders.http.access;
