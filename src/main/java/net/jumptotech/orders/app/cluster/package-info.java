/**
 * The event bus that several processes share: its members and how they find each other. Start with
 * {@link net.jumptotech.orders.app.cluster.SharedBus}. Imports runtime; the only package that uses
 * Hazelcast.
 */
package net.jumptotech.orders.app.cluster;
