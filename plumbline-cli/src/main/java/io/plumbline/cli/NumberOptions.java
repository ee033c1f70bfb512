package io.plumbline.cli;

import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How options spell numbers: in ASCII digits, also as a quotient of two, and such that the number
 * asked for is the one that is had. Java's own reading takes other scripts' digits, hexadecimal and
 * suffixes, and makes infinity or zero of what is too large or too small. NaN and Infinity are
 * refused where their option says what it takes.
 */
final class NumberOptions {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern NOT_FINITE = Pattern.compile("NaN|[+-]?Infinity");
  private static final Pattern ZERO = Pattern.compile("[+-]?[0.]+([eE].*)?");

  private NumberOptions() {}

  static CommandLine register(CommandLine commands) {
    Converter<Integer> integer = new Converter<>(text -> Integer.valueOf(whole(text)));
    Converter<Long> large = new Converter<>(text -> Long.valueOf(whole(text)));
    Converter<Double> decimal = new Converter<>(NumberOptions::decimal);
    return commands
        .registerConverter(Integer.class, integer)
        .registerConverter(int.class, integer)
        .registerConverter(Long.class, large)
        .registerConverter(long.class, large)
        .registerConverter(Double.class, decimal)
        .registerConverter(double.class, decimal)
        .registerConverter(Float.class, new Converter<>(NumberOptions::single));
  }

  /**
   * A class by name: Java 17 crashes when it archives a lambda of picocli's, which is older code.
   */
  private record Converter<T>(Function<String, T> function) implements ITypeConverter<T> {
    @Override
    public T convert(String text) {
      return function.apply(text);
    }
  }

  private static String whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new TypeConversionException("a whole number");
    }
    return text;
  }

  /** A number, or a quotient of two, as 8/255. */
  private static double decimal(String text) {
    int over = text.indexOf('/');
    if (over < 0) {
      return plain(text);
    }
    double quotient = plain(text.substring(0, over)) / plain(text.substring(over + 1));
    if (!Double.isFinite(quotient)) {
      throw new TypeConversionException("a number, or a quotient of two");
    }
    return quotient;
  }

  private static double plain(String text) {
    if (NOT_FINITE.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    if (!DECIMAL.matcher(text).matches()) {
      throw new TypeConversionException("a number");
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value) || value == 0 && !ZERO.matcher(text).matches()) {
      throw new TypeConversionException("0 or of a size from 4.9e-324 to 1.8e308");
    }
    return value;
  }

  private static float single(String text) {
    double given = decimal(text);
    float value = (float) given;
    if (Float.isInfinite(value) && Double.isFinite(given)
        || value == 0 && !ZERO.matcher(text).matches()) {
      throw new TypeConversionException("0 or of a size from 1.4e-45 to 3.4e38");
    }
    return value;
  }
}
