/**
 * Backups of a data directory. Start with {@link net.jumptotech.orders.app.backup.Backup}: it
 * copies a directory while processes use it, and pauses them for the last changes. Imports runtime
 * and the data directory of app; only the command line imports it.
 */
package net.jumptotech.orders.app.backup;
