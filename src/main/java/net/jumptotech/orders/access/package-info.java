/**
 * Who may do what: rights, those who have them, and their keys. Start with {@link
 * net.jumptotech.orders.access.Principal}. Imports runtime.
 */
package net.jumptotech.orders.access;
