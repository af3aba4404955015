package net.jumptotech.orders.stream.operations;

import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;

/**
 * Looks for a root behind which a check may begin: the newest one of an earlier day than the last
 * root's. Not the last one itself, since nothing would be checked against it. The topic is read
 * backwards in chunks, each chunk forwards.
 */
final class RootSearch {

  private Optional<DailyRoot> last = Optional.empty();
  private Optional<DailyRoot> found = Optional.empty();

  // of this chunk
  private Optional<DailyRoot> newest = Optional.empty();
  private Optional<DailyRoot> ofEarlierDay = Optional.empty();

  /** A record of the chunk; others than roots are passed over. */
  void add(byte[] value) {
    root(value)
        .ifPresent(
            root -> {
              if (newest.filter(it -> it.day().compareTo(root.day()) < 0).isPresent()) {
                ofEarlierDay = newest;
              }
              newest = Optional.of(root);
            });
  }

  private static Optional<DailyRoot> root(byte[] value) {
    if (Sealed.read(value).filter(Sealed::isWhole).isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, Object> fields = Json.object(value);
      return DailyRoot.ACTION.equals(fields.get("action"))
          ? Optional.of(DailyRoot.read(fields))
          : Optional.empty();
    } catch (InvalidEvent | RuntimeException foreign) { // the check will name it
      return Optional.empty();
    }
  }

  /** The next chunk is the one before. */
  void goBack() {
    last = last.or(() -> newest);
    found =
        newest
            .filter(it -> it.day().compareTo(last.get().day()) < 0)
            .or(() -> ofEarlierDay)
            .filter(it -> it.day().compareTo(last.get().day()) < 0);
    newest = Optional.empty();
    ofEarlierDay = Optional.empty();
  }

  Optional<DailyRoot> found() {
    return found;
  }
}
