/**
 * The store in Couchbase: one document per order in one bucket, pages and totals by SQL++. Start
 * with {@link net.jumptotech.orders.store.couchbase.CouchbaseOrderStore}. Imports event, runtime
 * and store; the only package that imports Couchbase's SDK.
 */
package net.jumptotech.orders.store.couchbase;
