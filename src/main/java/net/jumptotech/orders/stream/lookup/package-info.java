/**
 * Finds single records again: those of one order, those that still wait, the outcomes of a run.
 * Start with {@link net.jumptotech.orders.stream.lookup.RecordLookup}. Imports event, stream,
 * stream.deadletters and stream.topics.
 */
package net.jumptotech.orders.stream.lookup;
