/**
 * The command line: {@link net.jumptotech.orders.cli.Main} and one class for each command. Imports
 * app and whatever a command works on; nothing imports it.
 */
package net.jumptotech.orders.cli;
