package net.jumptotech.orders.runtime;

/** The version of this program. */
public final class Version {

  private Version() {}

  /** The version in the jar's manifest. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
