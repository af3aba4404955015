/**
 * The step in front of reading orders: unpacks, decodes and takes apart what people have, and gives
 * records of CSV or JSON. Start with {@link net.jumptotech.orders.intake.container.Container}.
 * Imports event and runtime.
 */
package net.jumptotech.orders.intake.container;
