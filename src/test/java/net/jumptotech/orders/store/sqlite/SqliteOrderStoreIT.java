package net.jumptotech.orders.store.sqlite;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStoreContract;
import org.junit.jupiter.api.io.TempDir;

final class SqliteOrderStoreIT extends OrderStoreContract {

  @TempDir Path data;

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    return SqliteOrderStore.open(vertx, SqliteOptions.in(data, SqliteOptions.Access.WRITER));
  }
}
