/**
 * The command line: {@link net.jumptotech.orders.cli.Main} and one class for each command. Imports
 * app and what the commands need; nothing imports it.
 */
package net.jumptotech.orders.cli;
