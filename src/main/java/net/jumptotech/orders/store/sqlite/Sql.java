package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The text of a statement that is put together, with the values of its parameters. */
final class Sql {

  private final StringBuilder text;
  private final List<Object> values = new ArrayList<>();

  Sql(String text, Object... values) {
    this.text = new StringBuilder(text);
    this.values.addAll(List.of(values));
  }

  Sql add(String more, Object... itsValues) {
    text.append(more);
    values.addAll(List.of(itsValues));
    return this;
  }

  Sql add(Sql more) {
    text.append(more.text);
    values.addAll(more.values);
    return this;
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text.toString());
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
    return statement;
  }
}
