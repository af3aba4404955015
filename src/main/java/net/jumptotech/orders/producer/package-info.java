/**
 * The sources of orders apart from HTTP: generated, from files, or from the sample. Start with
 * {@link net.jumptotech.orders.producer.ProducerVerticle}. Imports event, runtime, intake and
 * stream.
 */
package net.jumptotech.orders.producer;
