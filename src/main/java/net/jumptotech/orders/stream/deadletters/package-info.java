/**
 * Records that could not be handled: how they are written, listed, counted and found. Start with
 * {@link net.jumptotech.orders.stream.deadletters.DeadLetters}. Imports event and stream.
 */
package net.jumptotech.orders.stream.deadletters;
