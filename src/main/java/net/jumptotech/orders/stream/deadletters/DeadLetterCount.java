package net.jumptotech.orders.stream.deadletters;

/**
 * How many dead letters Kafka keeps.
 *
 * @param all whether that is all; if not there are at least so many
 */
public record DeadLetterCount(long count, boolean all) {}
