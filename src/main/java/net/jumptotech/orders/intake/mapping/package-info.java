/**
 * How the columns and values of other systems become fields of our orders. Start with {@link
 * net.jumptotech.orders.intake.mapping.Mapping}. Imports event and runtime.
 */
package net.jumptotech.orders.intake.mapping;
