package net.jumptotech.orders.runtime;

/** The version of this program. */
public final class Version {

  private Version() {}

  /** What the jar's manifest says. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
