/**
 * Reads orders from files of any origin, record by record. Start with {@link
 * net.jumptotech.orders.intake.OrderReader}. Imports event, runtime and intake.mapping.
 */
package net.jumptotech.orders.intake;
