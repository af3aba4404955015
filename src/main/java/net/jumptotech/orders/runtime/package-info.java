/** What every verticle uses: settings, retries, health. Imports no other package of Orders. */
package net.jumptotech.orders.runtime;
