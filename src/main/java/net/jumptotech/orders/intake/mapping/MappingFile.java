package net.jumptotech.orders.intake.mapping;

import static net.jumptotech.orders.event.EventJson.AMOUNT;
import static net.jumptotech.orders.event.EventJson.COUNTRY;
import static net.jumptotech.orders.event.EventJson.CURRENCY;

import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.runtime.Settings;

/** Reads a mapping from its settings, which docs/input.md describes, and notes every mistake. */
final class MappingFile {

  private final Settings settings;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final Map<String, FieldSource> sources = new LinkedHashMap<>();
  private final Map<String, String> constants = new LinkedHashMap<>();
  private boolean comma;

  private MappingFile(Settings settings) {
    this.settings = settings;
  }

  /** Whether {@link Settings#check} passes is for the caller. */
  static Mapping read(String name, Settings settings) {
    return new MappingFile(settings).read(name);
  }

  private Mapping read(String name) {
    Layout layout = layout();
    readFields(layout.json());
    List<String> cancelled = texts(Mapping.CANCELLED_BY, layout.json());
    Optional<FieldSource> cancelledBy =
        cancelled.isEmpty()
            ? Optional.empty()
            : Optional.of(FieldSource.of(cancelled, false, slots));
    List<String> kept = texts(Mapping.KEEP, layout.json());
    kept.forEach(column -> slots.putIfAbsent(column, slots.size()));
    NoOrder noOrder = noOrder(layout.json());
    readConstants();
    Conversions conversions = conversions();
    return new Mapping(
        new Mapping.Parts(
            name,
            layout,
            settings.value("repeated", MappingValues::repeated, Mapping.Repeated.CONFLICT),
            slots,
            new OrderFields(sources, cancelledBy, constants, conversions, layout.json()),
            kept,
            noOrder,
            settings.texts("recognised-by"),
            settings.flag("only-if-named", false),
            optional(noOrder),
            settings.text("note", "")));
  }

  private Layout layout() {
    boolean json = settings.value("format", MappingValues::isJson, false);
    comma = settings.value("decimal", MappingValues::isComma, false);
    return new Layout(
        json,
        settings.value("separator", MappingValues::mark, ','),
        settings.value("quote", MappingValues::mark, '"'),
        comma ? ',' : '.',
        settings.value("encoding", MappingValues::charset, Optional.empty()),
        settings.value("records", MappingValues::pointer, ""));
  }

  private void readFields(boolean json) {
    Settings fields = settings.section("fields");
    for (String field : EventJson.ORDER) {
      List<String> columns = fields.texts(field);
      if (!columns.isEmpty()) {
        columns.stream()
            .filter(column -> json && !column.startsWith("/"))
            .forEach(column -> fields.mistake(field, MappingValues.expectedPointer(column)));
        sources.put(field, FieldSource.of(columns, field.equals(AMOUNT), slots));
      }
    }
    for (String field : List.of(EventJson.ORDER_ID, AMOUNT)) {
      if (!sources.containsKey(field)) {
        fields.mistake(field, "required, but missing");
        sources.put(field, FieldSource.of(List.of(field), false, slots));
      }
    }
  }

  private List<String> texts(String key, boolean json) {
    List<String> columns = settings.texts(key);
    columns.stream()
        .filter(column -> json && !column.startsWith("/"))
        .forEach(column -> settings.mistake(key, MappingValues.expectedPointer(column)));
    return columns;
  }

  private void readConstants() {
    String country = settings.value(COUNTRY, MappingValues::country, "");
    String currency = settings.value(CURRENCY, code -> Money.currency(code) + "", "");
    if (!country.isEmpty()) {
      constants.put(COUNTRY, country);
    }
    if (!currency.isEmpty()) {
      constants.put(CURRENCY, currency);
    }
  }

  private Conversions conversions() {
    Locale locale = settings.value("locale", MappingValues::locale, Locale.ENGLISH);
    Amounts.Grouping grouping =
        settings.value(
            "grouping",
            MappingValues::grouping,
            comma ? Amounts.Grouping.POINT : Amounts.Grouping.COMMA);
    if (grouping == (comma ? Amounts.Grouping.COMMA : Amounts.Grouping.POINT)) {
      settings.mistake("grouping", "must differ from decimal");
    }
    Map<String, String> signs =
        table(Mapping.SIGNS, code -> code.isEmpty() ? "" : Money.currency(code) + "");
    if (!signs.isEmpty() && !signs.containsValue("")) {
      constants.put(Mapping.SIGNS, "");
    }
    Optional<ZoneId> zone = settings.value(Mapping.ZONE, MappingValues::zone, Optional.empty());
    return new Conversions(
        String.join("", settings.texts("strip")).replace("blank", " "),
        settings.text("prefix", ""),
        new Amounts(comma, grouping, signs),
        times(locale, zone),
        Countries.in(locale),
        statuses(),
        settings.flag("minor-units", false),
        table("minor-digits", MappingValues::digits));
  }

  private Times times(Locale locale, Optional<ZoneId> zone) {
    List<String> names = settings.texts("times");
    try {
      return new Times(names.isEmpty() ? List.of(Times.ISO) : names, locale, zone);
    } catch (IllegalArgumentException wrong) {
      settings.mistake("times", wrong.getMessage());
      return new Times(List.of(Times.ISO), locale, zone);
    }
  }

  private Map<String, OrderStatus> statuses() {
    Map<String, OrderStatus> statuses = new LinkedHashMap<>();
    table("statuses", MappingValues::status)
        .forEach((name, status) -> statuses.put(name.toLowerCase(Locale.ROOT), status));
    for (OrderStatus status : OrderStatus.values()) {
      statuses.putIfAbsent(status.name().toLowerCase(Locale.ROOT), status);
    }
    return statuses;
  }

  private <T> Map<String, T> table(String key, Function<String, T> parser) {
    Map<String, T> table = new HashMap<>();
    JsonObject given = settings.tree(key);
    for (String name : given.fieldNames()) {
      try {
        table.put(name, parser.apply(String.valueOf(given.getValue(name))));
      } catch (IllegalArgumentException wrong) {
        settings.mistake(key + "." + name, wrong.getMessage());
      }
    }
    return table;
  }

  private NoOrder noOrder(boolean json) {
    Map<String, FieldSource> blank = new LinkedHashMap<>();
    for (String field : settings.texts("no-order-if-blank")) {
      if (sources.containsKey(field)) {
        blank.put(field, sources.get(field));
      } else {
        settings.mistake("no-order-if-blank", expectedOneOf(sources.keySet(), field));
      }
    }
    List<NoOrder.Column> columns = new ArrayList<>();
    Settings given = settings.section(Mapping.NO_ORDER_IF);
    for (String column : settings.tree(Mapping.NO_ORDER_IF).fieldNames()) {
      Set<String> values = new HashSet<>();
      given.texts(column).forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
      if (values.isEmpty()) {
        given.mistake(column, "expected the values of rows that are no orders");
      }
      if (json && !column.startsWith("/")) {
        given.mistake(column, MappingValues.expectedPointer(column));
      }
      slots.putIfAbsent(column, slots.size());
      columns.add(new NoOrder.Column(column, slots.get(column), values));
    }
    return new NoOrder(blank, columns);
  }

  /** Fields, and columns that tell rows which are no orders. */
  private List<String> optional(NoOrder noOrder) {
    Set<String> known = new LinkedHashSet<>(sources.keySet());
    noOrder.columns().forEach(column -> known.add(column.name()));
    List<String> optional = settings.texts("optional");
    for (String each : optional) {
      if (!known.contains(each)) {
        settings.mistake("optional", expectedOneOf(known, each));
      }
    }
    return optional;
  }

  private static String expectedOneOf(Set<String> fields, String found) {
    return "expected one of the fields %s, was \"%s\"".formatted(fields, found);
  }
}
