package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** An open source. One read at a time; futures complete on the context that opened it. */
interface Feed {

  /**
   * @return 1 to {@code max} inputs, the next ones in the source's order; none once it has ended.
   *     Fails if the source cannot be read further, once everything before that has been returned
   */
  Future<List<Input>> read(int max);

  /** The rows so far that are no orders and no mistakes. */
  default PassedOver passedOver() {
    return PassedOver.NONE;
  }

  /** What people should know of how it is read; known once the first read is complete. */
  default Optional<String> notice() {
    return Optional.empty();
  }

  /** How much of a file was read, as it lies on the disk; 0 if it is no file. From any thread. */
  default long bytes() {
    return 0;
  }

  /** Does not wait for a read in progress. */
  Future<Void> close();

  /** An empty source. */
  Feed EMPTY =
      new Feed() {
        @Override
        public Future<List<Input>> read(int max) {
          return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Void> close() {
          return Future.succeededFuture();
        }
      };
}
