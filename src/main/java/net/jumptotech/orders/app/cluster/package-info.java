/**
 * The event bus that several processes share: who its members are and how they find each other.
 * Start with {@link net.jumptotech.orders.app.cluster.SharedBus}. Imports runtime; the only package
 * that knows Hazelcast.
 */
package net.jumptotech.orders.app.cluster;
