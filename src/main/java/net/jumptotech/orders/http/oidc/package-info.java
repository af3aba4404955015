/**
 * People and programs whom an identity provider (OpenID Connect) or a load balancer with a log-in
 * vouches for: what the provider says of itself, its keys, tokens, the log-in of people. Start with
 * {@link net.jumptotech.orders.http.oidc.Provider}. Imports event, runtime, access.
 */
package net.jumptotech.orders.http.oidc;
