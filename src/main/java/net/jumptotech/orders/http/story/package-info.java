/**
 * What happened to one order, from every topic and the store. Start with {@link
 * net.jumptotech.orders.http.story.StoryTeller}. Imports event, store, stream, monitor and other
 * parts of http; used only by http.
 */
package net.jumptotech.orders.http.story;
