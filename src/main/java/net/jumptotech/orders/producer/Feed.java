package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import java.util.List;

/** An open source. One read at a time; futures complete on the context that opened it. */
interface Feed {

  /**
   * @return 1 to {@code max} inputs, the next ones in the source's order; none once it has ended.
   *     Fails where the source cannot be read on, once all that was read before has been returned
   */
  Future<List<Input>> read(int max);

  /** Does not wait for a read that is under way. */
  Future<Void> close();

  /** A source without anything in it. */
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
