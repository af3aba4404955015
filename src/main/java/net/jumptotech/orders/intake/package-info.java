/**
 * Reads orders from files of any origin, record by record. Start with {@link
 * net.jumptotech.orders.intake.OrderReader}. Imports event, runtime, intake.mapping and
 * intake.container.
 */
package net.jumptotech.orders.intake;
