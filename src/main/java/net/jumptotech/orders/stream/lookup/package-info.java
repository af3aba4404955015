/**
 * Finds single records: those of one order, those not processed yet, and the outcomes of a run.
 * Start with {@link net.jumptotech.orders.stream.lookup.RecordLookup}. Imports event, stream,
 * stream.deadletters, stream.topics and tracing.
 */
package net.jumptotech.orders.stream.lookup;
