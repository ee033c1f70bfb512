package io.plumbline.report;

/** Argument checks whose message reads {@code name (value) must be condition}. */
final class Arguments {
  private Arguments() {}

  static void that(boolean holds, String name, Object value, String condition) {
    if (!holds) {
      throw new IllegalArgumentException(name + " (" + value + ") must be " + condition);
    }
  }

  static void sameSize(String name, int size, int expected) {
    that(size == expected, name, size, "of size " + expected);
  }

  static String id(String id) {
    that(id.matches("[a-z0-9]+(-[a-z0-9]+)*"), "id", id, "lower-case words joined by hyphens");
    return id;
  }
}
