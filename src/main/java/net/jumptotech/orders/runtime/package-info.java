/** What every verticle gets: settings, retries, health. Imports nothing of ours. */
package net.jumptotech.orders.runtime;
