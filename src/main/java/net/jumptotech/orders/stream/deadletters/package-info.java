/**
 * Records that could not be processed: writing, listing, counting and finding them. Start with
 * {@link net.jumptotech.orders.stream.deadletters.DeadLetterEncoder}. Imports event and stream.
 */
package net.jumptotech.orders.stream.deadletters;
