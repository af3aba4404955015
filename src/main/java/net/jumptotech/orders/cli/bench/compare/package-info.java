/**
 * Comparisons of ours with a reference: rounds, noise, verdicts, and the report. Knows nothing of
 * what is compared. Start with {@link net.jumptotech.orders.cli.bench.compare.Rounds}. Only the
 * benchmarks import it.
 */
package net.jumptotech.orders.cli.bench.compare;
