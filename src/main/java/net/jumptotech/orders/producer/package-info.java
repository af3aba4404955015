/**
 * Where orders come from, apart from HTTP: made up, from a file, from the sample that we ship.
 * Start with {@link net.jumptotech.orders.producer.ProducerVerticle}. Imports event, runtime and
 * stream.
 */
package net.jumptotech.orders.producer;
