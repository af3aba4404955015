package net.jumptotech.orders.stream.deadletters;

/**
 * The number of dead letters in Kafka.
 *
 * @param all whether the count is complete; otherwise there are at least this many
 */
public record DeadLetterCount(long count, boolean all) {}
