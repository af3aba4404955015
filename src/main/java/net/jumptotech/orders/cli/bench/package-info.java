/**
 * Benchmarks of this machine, each beside a reference that does the same with Kafka, Couchbase or
 * Chromium alone. Start with {@link net.jumptotech.orders.cli.bench.Bench}. Only the command line
 * imports it.
 */
package net.jumptotech.orders.cli.bench;
