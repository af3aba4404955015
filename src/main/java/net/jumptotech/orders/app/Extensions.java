package net.jumptotech.orders.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.bridge.BridgeOptions;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.script.ScriptOptions;

/**
 * What runs in a process besides the roles.
 *
 * @param plugins directory with the jars of languages, empty for none
 * @param verticles verticles from files
 * @param watch whether a changed file is deployed again
 * @param bridge for other programs, empty for none
 */
record Extensions(
    Optional<Path> plugins,
    List<ScriptOptions> verticles,
    boolean watch,
    Optional<BridgeOptions> bridge) {

  static Extensions from(Settings settings) {
    return new Extensions(
        Optional.of(settings.text("plugins", "")).filter(text -> !text.isBlank()).map(Path::of),
        ScriptOptions.from(settings),
        settings.flag("watch", false),
        BridgeOptions.from(settings.section("bridge")));
  }
}
