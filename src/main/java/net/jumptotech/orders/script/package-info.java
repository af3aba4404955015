/**
 * Verticles of one's own, from files in other languages: which languages there are ({@link
 * net.jumptotech.orders.script.Languages}), and the life of each file ({@link
 * net.jumptotech.orders.script.Script}). Start with {@link net.jumptotech.orders.script.Scripts}.
 * Imports event, runtime and stream; knows no language.
 */
package net.jumptotech.orders.script;
