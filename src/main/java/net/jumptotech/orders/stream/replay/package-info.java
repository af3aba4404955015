/**
 * Dead letters that people work on: what is open, what today's code would make of it, and giving a
 * record to its group once more. Start with {@link
 * net.jumptotech.orders.stream.replay.DeadLetterDesk}. Imports event, stream and
 * stream.deadletters.
 */
package net.jumptotech.orders.stream.replay;
