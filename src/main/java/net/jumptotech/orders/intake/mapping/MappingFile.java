package net.jumptotech.orders.intake.mapping;

import static net.jumptotech.orders.event.EventJson.AMOUNT;
import static net.jumptotech.orders.event.EventJson.COUNTRY;
import static net.jumptotech.orders.event.EventJson.CURRENCY;

import io.vertx.core.json.JsonObject;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.runtime.Settings;

/** Reads a mapping from its settings, which docs/input.md describes, and notes every mistake. */
final class MappingFile {

  private static final int MOST_MINOR_DIGITS = 4;

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
    readConstants();
    Conversions conversions = conversions();
    return new Mapping(
        new Mapping.Parts(
            name,
            layout,
            settings.value("repeated", this::repeated, Mapping.Repeated.CONFLICT),
            slots,
            sources,
            cancelledBy,
            kept,
            fields("no-order-if-blank"),
            constants,
            conversions,
            settings.texts("recognised-by"),
            settings.flag("only-if-named", false),
            fields("optional"),
            settings.text("note", "")));
  }

  private Layout layout() {
    boolean json = settings.value("format", MappingFile::isJson, false);
    comma = settings.value("decimal", MappingFile::isComma, false);
    return new Layout(
        json,
        settings.value("separator", MappingFile::mark, ','),
        settings.value("quote", MappingFile::mark, '"'),
        comma ? ',' : '.',
        settings.value("encoding", MappingFile::charset, Optional.empty()),
        settings.value("records", MappingFile::pointer, ""));
  }

  private void readFields(boolean json) {
    Settings fields = settings.section("fields");
    for (String field : EventJson.ORDER) {
      List<String> columns = fields.texts(field);
      if (!columns.isEmpty()) {
        columns.stream()
            .filter(column -> json && !column.startsWith("/"))
            .forEach(column -> fields.mistake(field, expectedPointer(column)));
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
        .forEach(column -> settings.mistake(key, expectedPointer(column)));
    return columns;
  }

  private void readConstants() {
    String country = settings.value(COUNTRY, MappingFile::country, "");
    String currency = settings.value(CURRENCY, code -> Money.currency(code) + "", "");
    if (!country.isEmpty()) {
      constants.put(COUNTRY, country);
    }
    if (!currency.isEmpty()) {
      constants.put(CURRENCY, currency);
    }
  }

  private Conversions conversions() {
    Locale locale = settings.value("locale", MappingFile::locale, Locale.ENGLISH);
    Amounts.Grouping grouping =
        settings.value(
            "grouping",
            MappingFile::grouping,
            comma ? Amounts.Grouping.POINT : Amounts.Grouping.COMMA);
    if (grouping == (comma ? Amounts.Grouping.COMMA : Amounts.Grouping.POINT)) {
      settings.mistake("grouping", "must differ from decimal");
    }
    Map<String, String> signs =
        table(Mapping.SIGNS, code -> code.isEmpty() ? "" : Money.currency(code) + "");
    if (!signs.isEmpty() && !signs.containsValue("")) {
      constants.put(Mapping.SIGNS, "");
    }
    Optional<ZoneId> zone = settings.value(Mapping.ZONE, MappingFile::zone, Optional.empty());
    return new Conversions(
        String.join("", settings.texts("strip")).replace("blank", " "),
        settings.text("prefix", ""),
        new Amounts(comma, grouping, signs),
        times(locale, zone),
        Countries.in(locale),
        statuses(),
        settings.flag("minor-units", false),
        table("minor-digits", MappingFile::digits));
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
    table("statuses", MappingFile::status)
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

  /** A list of fields that have a source. */
  private List<String> fields(String key) {
    List<String> fields = settings.texts(key);
    for (String field : fields) {
      if (!sources.containsKey(field)) {
        settings.mistake(
            key, "expected one of the fields %s, was \"%s\"".formatted(sources.keySet(), field));
      }
    }
    return fields;
  }

  private static boolean isJson(String text) {
    return switch (text) {
      case "csv" -> false;
      case "json" -> true;
      default -> throw expected("csv or json", text);
    };
  }

  private static char mark(String text) {
    return switch (text) {
      case "comma" -> ',';
      case "semicolon" -> ';';
      case "tab" -> '\t';
      default -> {
        if (text.length() != 1
            || text.charAt(0) >= 0x80
            || Character.isLetterOrDigit(text.charAt(0))) {
          throw expected("comma, semicolon, tab or one character", text);
        }
        yield text.charAt(0);
      }
    };
  }

  private static Optional<Charset> charset(String text) {
    try {
      return Optional.of(Charset.forName(text));
    } catch (IllegalArgumentException unknown) {
      throw expected("a character encoding such as utf-8 or windows-1252", text);
    }
  }

  private static String pointer(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(expectedPointer(text));
    }
    return text;
  }

  private static String expectedPointer(String text) {
    return "expected a JSON pointer such as /total_price, was \"" + text + "\"";
  }

  private static String country(String text) {
    String code = Countries.ENGLISH.code(text);
    if (!Order.COUNTRIES.contains(code)) {
      throw expected("an ISO 3166-1 alpha-2 country", text);
    }
    return code;
  }

  private static Locale locale(String text) {
    Locale locale = Locale.forLanguageTag(text);
    if (locale.getLanguage().isEmpty()) {
      throw expected("a language such as en or de-DE", text);
    }
    return locale;
  }

  private static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (java.time.DateTimeException unknown) {
      throw expected("a time zone such as Europe/Berlin, UTC or +02:00", text);
    }
  }

  private static boolean isComma(String text) {
    return switch (text) {
      case "point" -> false;
      case "comma" -> true;
      default -> throw expected("point or comma", text);
    };
  }

  private static Amounts.Grouping grouping(String text) {
    for (Amounts.Grouping grouping : Amounts.Grouping.values()) {
      if (grouping.name().toLowerCase(Locale.ROOT).equals(text)) {
        return grouping;
      }
    }
    throw expected("comma, point, blank, apostrophe or none", text);
  }

  private Mapping.Repeated repeated(String text) {
    for (Mapping.Repeated each : Mapping.Repeated.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw expected("first, sum or conflict", text);
  }

  private static OrderStatus status(String text) {
    for (OrderStatus status : OrderStatus.values()) {
      if (status.name().equals(text)) {
        return status;
      }
    }
    throw expected("one of " + List.of(OrderStatus.values()), text);
  }

  private static int digits(String text) {
    if (!text.matches("[0-" + MOST_MINOR_DIGITS + "]")) {
      throw expected("a whole number from 0 to " + MOST_MINOR_DIGITS, text);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException expected(String what, String found) {
    return new IllegalArgumentException("expected " + what + ", was \"" + found + "\"");
  }
}
