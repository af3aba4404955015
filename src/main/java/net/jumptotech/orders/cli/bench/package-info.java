/**
 * Benchmarks of this machine, a class for each part, most beside a reference that does the same
 * with Kafka, SQLite or Couchbase alone. Start with {@link net.jumptotech.orders.cli.bench.Bench}.
 * Only the command line imports it.
 */
package net.jumptotech.orders.cli.bench;
