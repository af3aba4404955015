/**
 * What is said: orders, what became of them, and the names under which all of it travels. Start
 * with {@link net.jumptotech.orders.event.Order}. Imports nothing of ours.
 */
package net.jumptotech.orders.event;
