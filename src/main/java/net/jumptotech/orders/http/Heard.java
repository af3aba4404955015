package net.jumptotech.orders.http;

import net.jumptotech.orders.event.RoleFrame;

/**
 * One instance of a role, as it was last heard.
 *
 * @param rate of the count its role is measured by, a second
 * @param ageMs since it was heard
 */
record Heard(RoleFrame frame, double rate, long ageMs) {

  long count(String name) {
    return frame.counts().getOrDefault(name, 0L);
  }

  String name() {
    return frame.role() + " " + frame.instance() + " of " + frame.process();
  }
}
