/**
 * Reads Excel workbooks for {@code --plugins}: a separate jar ({@code orders-xlsx.jar}), beside
 * those of fastexcel-reader. Start with {@link net.jumptotech.orders.xlsx.XlsxReader}. Imports
 * intake.container and runtime; nothing imports it.
 */
package net.jumptotech.orders.xlsx;
