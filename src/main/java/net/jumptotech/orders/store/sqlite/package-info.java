/**
 * The embedded store: one SQLite file, one process that writes, any number that read. Start with
 * {@link net.jumptotech.orders.store.sqlite.SqliteOrderStore}. The only package that uses JDBC;
 * imports store, event and runtime.
 */
package net.jumptotech.orders.store.sqlite;
