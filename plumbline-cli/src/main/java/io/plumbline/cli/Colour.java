package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Whether what is printed is coloured, which is decided here alone, and how. The option decides
 * where it is given; else NO_COLOR (see no-color.org), else CLICOLOR_FORCE (see
 * bixense.com/clicolors), else whether there is a terminal. Colour only adds: every text reads the
 * same without it.
 */
final class Colour {
  private static final String PLAIN = "\u001b[0m";

  /** What the option says. */
  enum When {
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A class by name, as those of the numbers. */
  record Reader() implements ITypeConverter<When> {
    @Override
    public When convert(String text) {
      return List.of(When.values()).stream()
          .filter(each -> each.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("auto, always or never"));
    }
  }

  private final boolean usual;
  private boolean on;

  private Colour(boolean usual) {
    this.usual = usual;
    this.on = usual;
  }

  /**
   * Where nothing is asked for.
   *
   * @param terminal whether there is one that takes colours
   * @param environment variables of it
   */
  static Colour of(boolean terminal, Map<String, String> environment) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return new Colour(false);
    }
    String force = environment.getOrDefault("CLICOLOR_FORCE", "0");
    return new Colour(terminal || !force.isEmpty() && !force.equals("0"));
  }

  /** None, unless it is asked for. */
  static Colour none() {
    return new Colour(false);
  }

  /** Does as the option says. */
  void choose(When when) {
    on =
        switch (when) {
          case AUTO -> usual;
          case ALWAYS -> true;
          case NEVER -> false;
        };
  }

  boolean isOn() {
    return on;
  }

  /** What is to be seen first. */
  String strong(String text) {
    return painted("1", text);
  }

  /** A verdict's word. */
  String of(Verdict verdict) {
    String green = "1;32";
    String red = "1;31";
    String yellow = "1;33";
    return painted(
        switch (verdict) {
          case PASS -> green;
          case FAIL -> red;
          case INCONCLUSIVE -> yellow;
        },
        verdict.name());
  }

  /** A table's cell: verdicts and shares are coloured. */
  String cell(String column, String text) {
    return List.of(Verdict.values()).stream()
        .filter(each -> each.name().equals(text))
        .findFirst()
        .map(this::of)
        .orElseGet(() -> column.equals("Share") && !text.isBlank() ? strong(text) : text);
  }

  private String painted(String how, String text) {
    return on ? "\u001b[" + how + "m" + text + PLAIN : text;
  }

  /** How wide a text is on the screen. */
  static int width(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "").length();
  }
}
