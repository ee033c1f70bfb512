package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one kind of Python dictionary that a header may be: the keys {@code descr}, {@code
 * fortran_order} and {@code shape}, each once, in any order, with a string, a truth value and a
 * tuple of integers. Anything else is refused, not interpreted.
 */
final class HeaderParser {
  private static final int LONGEST_INTEGER = 20;

  private final Source source;
  private final String text;
  private int at;

  private @Nullable String descr;
  private @Nullable Boolean fortranOrder;
  private int @Nullable [] shape;

  HeaderParser(Source source, String text) {
    this.source = source;
    this.text = text;
  }

  NpyHeader parse(int version) {
    expect('{');
    while (!accept('}')) {
      entry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw malformed("the end of the header");
    }
    String type = required(descr, "descr");
    boolean fortran = required(fortranOrder, "fortran_order");
    int[] extents = required(shape, "shape");
    return new NpyHeader(type(type), new NpyLayout(version, fortran, byteOrder(type)), extents);
  }

  private void entry() {
    String key = string();
    expect(':');
    switch (key) {
      case "descr" -> {
        refuseSecond(descr, key);
        descr = descr();
      }
      case "fortran_order" -> {
        refuseSecond(fortranOrder, key);
        fortranOrder = truth();
      }
      case "shape" -> {
        refuseSecond(shape, key);
        shape = tuple();
      }
      default ->
          throw source.invalid(
              "header key (" + Source.excerpt(key) + ") must be descr, fortran_order or shape");
    }
  }

  private void refuseSecond(@Nullable Object value, String key) {
    if (value != null) {
      throw source.invalid("header key (" + key + ") must be there once only");
    }
  }

  private <T> T required(@Nullable T value, String key) {
    if (value == null) {
      throw source.invalid(
          "header (" + Source.excerpt(text.strip()) + ") must have the key " + key);
    }
    return value;
  }

  private String descr() {
    skipSpace();
    char c = peek();
    if (c == '[' || c == '(') {
      throw source.invalid(
          "dtype ("
              + Source.excerpt(text.substring(at).strip())
              + ") must be a single number type, not a structure");
    }
    return string();
  }

  private static ByteOrder byteOrder(String descr) {
    return switch (descr.isEmpty() ? '=' : descr.charAt(0)) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private NpyType type(String descr) {
    boolean hasOrder = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
    String code = hasOrder ? descr.substring(1) : descr;
    for (NpyType type : NpyType.values()) {
      if (type.code().equals(code)) {
        return type;
      }
    }
    String why =
        code.startsWith("O")
            ? "a number type: object arrays hold pickled code, which is never run;"
                + " x.astype(np.float32) before np.save makes numbers of them"
            : "bool, an integer of 8 to 64 bits or a float of 16 to 64 bits";
    throw source.invalid("dtype (" + Source.excerpt(descr) + ") must be " + why);
  }

  private boolean truth() {
    skipSpace();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw malformed("True or False");
  }

  private int[] tuple() {
    expect('(');
    List<Integer> dimensions = new ArrayList<>();
    boolean comma = true;
    while (!accept(')')) {
      if (!comma) {
        throw malformed("',' or ')'");
      }
      dimensions.add(dimension());
      if (dimensions.size() > ArrayBytes.MOST_DIMENSIONS) {
        throw source.invalid(
            "shape (over "
                + ArrayBytes.MOST_DIMENSIONS
                + " dimensions) must have at most "
                + ArrayBytes.MOST_DIMENSIONS);
      }
      comma = accept(',');
    }
    if (dimensions.size() == 1 && !comma) {
      throw malformed("a tuple, '(n,)', for the shape");
    }
    return dimensions.stream().mapToInt(Integer::intValue).toArray();
  }

  private int dimension() {
    skipSpace();
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    String number = text.substring(start, at);
    boolean leadingZero = at - digits > 1 && text.charAt(digits) == '0';
    if (at == digits || leadingZero) {
      at = start;
      throw malformed("an integer");
    }
    // Python 2 wrote long integers with this suffix.
    if (peek() == 'L') {
      at++;
    }
    if (number.startsWith("-")
        || number.length() > LONGEST_INTEGER
        || Double.parseDouble(number) > Integer.MAX_VALUE) {
      throw source.invalid(
          "shape dimension ("
              + Source.excerpt(number)
              + ") must be between 0 and "
              + Integer.MAX_VALUE);
    }
    return Integer.parseInt(number);
  }

  private String string() {
    skipSpace();
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw malformed("a quoted string");
    }
    int end = text.indexOf(quote, at + 1);
    String content = end < 0 ? "\\" : text.substring(at + 1, end);
    if (content.indexOf('\\') >= 0 || content.indexOf('\n') >= 0) {
      throw malformed("a quoted string without escapes");
    }
    at = end + 1;
    return content;
  }

  private boolean accept(char c) {
    skipSpace();
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character, or NUL at the end: no rule accepts NUL. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private InvalidInputException malformed(String expected) {
    return source.invalid(
        "header (%s) must be a dictionary of descr, fortran_order and shape: %s expected at character %s"
            .formatted(Source.excerpt(text.strip()), expected, at));
  }
}
