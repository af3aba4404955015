/**
 * A directory into which others put files: which of them are complete, and where they go. Start
 * with {@link net.jumptotech.orders.producer.directory.DropDirectory}. Imports runtime.
 */
package net.jumptotech.orders.producer.directory;
