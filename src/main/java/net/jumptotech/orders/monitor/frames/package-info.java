/**
 * What every instance of a role reports of itself, four times a second, on the event bus, and how
 * these reports of all processes are put together. Start with {@link
 * net.jumptotech.orders.monitor.frames.RoleFrame}.
 */
package net.jumptotech.orders.monitor.frames;
