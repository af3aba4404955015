package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * One thing that an operator should know, as every page, the API and the log put it.
 *
 * @param kind the same for all lines of a kind; docs/operate.md has a section of this name
 * @param title a headline of a few words, without a full stop
 * @param text whole sentences: what follows from it, what waits, and whether it grows; may be empty
 * @param group the consumer group that it is about, null where it is not about one
 * @param since when it began or was first seen, null if all is well
 * @param fix the command that fixes it, or the path of the page that shows more; empty if neither
 */
public record StateLine(
    String kind, Level level, String title, String text, String group, Instant since, String fix) {

  /** The worst first. */
  public enum Level {
    /** No order can be taken or shown. */
    DOWN,
    /** The promise is broken: an order is lost or paid twice, or nobody can know. */
    BREACH,
    /** Something stands still until somebody acts. */
    HALTED,
    /** A group works, and is 5 seconds behind or more. */
    BEHIND,
    /** All works, and something is missing for it to stay so. */
    RISK,
    /** Not everything has reported yet. */
    STARTING,
    /** Every group is less than 5 seconds behind, and nothing else is wrong. */
    WELL;

    static Level of(SystemProblem.Severity severity) {
      return switch (severity) {
        case BREACH -> BREACH;
        case HALTED -> HALTED;
        case RISK -> RISK;
      };
    }
  }

  public StateLine {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(fix, "fix");
  }

  /** Not known since when. */
  static StateLine of(ProblemKind kind, Level level, String title, String text) {
    return new StateLine(kind.toString(), level, title, text, null, null, "");
  }

  StateLine about(String name) {
    return new StateLine(kind, level, title, text, name, since, fix);
  }

  StateLine since(Instant time) {
    return new StateLine(kind, level, title, text, group, time, fix);
  }

  StateLine fixedBy(String commandOrPage) {
    return new StateLine(kind, level, title, text, group, since, commandOrPage);
  }

  StateLine atLeast(Level worse) {
    Level either = level.compareTo(worse) <= 0 ? level : worse;
    return new StateLine(kind, either, title, text, group, since, fix);
  }

  StateLine and(String sentences) {
    String both = text.isEmpty() || sentences.isEmpty() ? text + sentences : text + " " + sentences;
    return new StateLine(kind, level, title, both, group, since, fix);
  }

  /** Title and text, as one line of a log has it. */
  String sentence() {
    return text.isEmpty() ? title + "." : title + ". " + text;
  }

  /** Where the runbook says what to do. */
  @JsonProperty
  String runbook() {
    return "docs/operate.md#" + kind;
  }
}
