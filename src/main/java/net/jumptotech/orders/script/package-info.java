/**
 * Users' own verticles, from files in other languages: the languages ({@link
 * net.jumptotech.orders.script.Languages}), and the life cycle of each file ({@link
 * net.jumptotech.orders.script.Script}). Start with {@link net.jumptotech.orders.script.Scripts}.
 * Imports event, runtime and stream; independent of any language.
 */
package net.jumptotech.orders.script;
