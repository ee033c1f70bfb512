package io.plumbline.report;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordWriter} wrote, or what somebody else did. The types of the components say
 * what may stand where; nothing else is read, and no class is looked up by a name from the text.
 */
final class RecordReader {
  static final String KIND = "kind";
  static final String WORDS = "words";
  static final String AT = "at";

  /** Sections within sections, and their tables' rows. */
  private static final int DEEPEST = 64;

  /**
   * So many numbers may be drawn, each time an array is referred to: several times what a batch of
   * images has.
   */
  private static final long MOST_NUMBERS = 1 << 24;

  private final List<Values> arrays;
  private long numbers;

  RecordReader(List<Values> arrays) {
    this.arrays = arrays;
  }

  Report read(String text) {
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(DEEPEST);
    try {
      Report report = (Report) record(Report.class, in);
      require(in.peek() == JsonToken.END_DOCUMENT, in, "what follows", "nothing");
      return report;
    } catch (IOException e) {
      throw new InvalidInputException("report (no sound JSON) must be one that was kept", e);
    }
  }

  private Object value(Type type, JsonReader in) throws IOException {
    if (type instanceof ParameterizedType several) {
      return several.getRawType() == List.class
          ? list(several.getActualTypeArguments()[0], in)
          : numbers(in);
    }
    Class<?> kind = (Class<?>) type;
    if (kind == Values.class) {
      return array(in);
    } else if (kind.isRecord() || kind.isSealed()) {
      return record(kind, in);
    } else if (kind == String.class) {
      return text(in);
    } else if (kind.isEnum()) {
      return constant(kind, in);
    } else if (kind == boolean.class) {
      require(in.peek() == JsonToken.BOOLEAN, in, "value", "true or false");
      return in.nextBoolean();
    } else if (kind == double.class) {
      return number(in);
    }
    return kind == long.class ? (Object) whole(in) : (Object) whole32(in);
  }

  private Object record(Class<?> declared, JsonReader in) throws IOException {
    require(in.peek() == JsonToken.BEGIN_OBJECT, in, "value", "an object");
    String path = in.getPath();
    in.beginObject();
    Class<?> kind = declared.isSealed() ? kind(declared, in) : declared;
    RecordComponent[] components = kind.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    while (in.hasNext()) {
      String name = in.nextName();
      int at = 0;
      while (at < components.length && !components[at].getName().equals(name)) {
        at++;
      }
      require(at < components.length && values[at] == null, in, name, "a field, and once");
      values[at] = value(content(components[at]), in);
    }
    in.endObject();
    for (int k = 0; k < components.length; k++) {
      boolean optional = components[k].getType() == Optional.class;
      if (!optional && values[k] == null) {
        throw wrong(path, components[k].getName(), "given");
      }
      values[k] = optional ? Optional.ofNullable(values[k]) : values[k];
    }
    return made(kind, components, values, path);
  }

  private static Type content(RecordComponent component) {
    return component.getType() == Optional.class
        ? ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
        : component.getGenericType();
  }

  private static Class<?> kind(Class<?> declared, JsonReader in) throws IOException {
    require(in.hasNext() && in.nextName().equals(KIND), in, "first field", KIND);
    String name = text(in);
    return Stream.of(declared.getPermittedSubclasses())
        .filter(kind -> kind.getSimpleName().equals(name))
        .findAny()
        .orElseThrow(() -> wrong(in, name, "a kind of " + declared.getSimpleName()));
  }

  private static Object made(
      Class<?> kind, RecordComponent[] components, @Nullable Object[] values, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = kind.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getTargetException() instanceof Error error) {
        throw error;
      }
      // A record that refuses its components says why.
      throw wrong(path, kind.getSimpleName(), "sound: " + e.getTargetException().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(kind + " must be a record that can be made", e);
    }
  }

  private List<Object> list(Type type, JsonReader in) throws IOException {
    if (type == String.class && in.peek() == JsonToken.BEGIN_OBJECT) {
      return texts(in);
    }
    require(in.peek() == JsonToken.BEGIN_ARRAY, in, "value", "a list");
    List<Object> list = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      list.add(value(type, in));
    }
    in.endArray();
    return list;
  }

  /** Whole numbers by whole numbers. */
  private static Map<Integer, Integer> numbers(JsonReader in) throws IOException {
    require(in.peek() == JsonToken.BEGIN_OBJECT, in, "value", "an object");
    Map<Integer, Integer> numbers = new HashMap<>();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      require(name.matches("[0-9]{1,9}"), in, name, "a whole number");
      Integer earlier = numbers.put(Integer.valueOf(name), whole32(in));
      require(earlier == null, in, name, "there once");
    }
    in.endObject();
    return numbers;
  }

  private List<Object> texts(JsonReader in) throws IOException {
    in.beginObject();
    require(in.hasNext() && in.nextName().equals(WORDS), in, "first field", WORDS);
    require(in.peek() == JsonToken.BEGIN_ARRAY, in, WORDS, "a list");
    List<Object> texts = list(String.class, in);
    require(in.hasNext() && in.nextName().equals(AT), in, "second field", AT);
    Values at = array(in);
    in.endObject();
    List<Object> all = new ArrayList<>(at.size());
    for (int k = 0; k < at.size(); k++) {
      double place = at.get(k);
      boolean there = place >= 0 && place < texts.size() && place == Math.rint(place);
      require(there, in, Double.toString(place), "the place of a text");
      all.add(texts.get((int) place));
    }
    return all;
  }

  private Values array(JsonReader in) throws IOException {
    long place = whole(in);
    require(place >= 0 && place < arrays.size(), in, Long.toString(place), "an array's place");
    Values array = arrays.get((int) place);
    numbers += array.size();
    require(numbers <= MOST_NUMBERS, in, "more numbers", "at most " + MOST_NUMBERS + " in all");
    return array;
  }

  private static String text(JsonReader in) throws IOException {
    require(in.peek() == JsonToken.STRING, in, "value", "a text");
    return in.nextString();
  }

  private static Object constant(Class<?> kind, JsonReader in) throws IOException {
    String name = text(in);
    return Stream.of(kind.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findAny()
        .orElseThrow(() -> wrong(in, name, "a " + kind.getSimpleName()));
  }

  private static long whole(JsonReader in) throws IOException {
    require(in.peek() == JsonToken.NUMBER, in, "value", "a whole number");
    String digits = in.nextString();
    require(digits.matches("-?[0-9]{1,18}"), in, digits, "a whole number");
    return Long.parseLong(digits);
  }

  private static int whole32(JsonReader in) throws IOException {
    long whole = whole(in);
    require((int) whole == whole, in, Long.toString(whole), "a whole number of 32 bits");
    return (int) whole;
  }

  /** Numbers that JSON has not are words. */
  private static double number(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING) {
      String word = in.nextString();
      require(List.of("NaN", "Infinity", "-Infinity").contains(word), in, word, "a number or NaN");
      return Double.parseDouble(word);
    }
    require(in.peek() == JsonToken.NUMBER, in, "value", "a number");
    double number = Double.parseDouble(in.nextString());
    require(Double.isFinite(number), in, Double.toString(number), "a number of 64 bits");
    return number;
  }

  private static void require(boolean holds, JsonReader in, String value, String condition) {
    if (!holds) {
      throw wrong(in, value, condition);
    }
  }

  private static InvalidInputException wrong(JsonReader in, String value, String condition) {
    return wrong(in.getPath(), value, condition);
  }

  private static InvalidInputException wrong(String path, String value, String condition) {
    return new InvalidInputException(
        "report"
            + ForeignText.excerpt(path.substring(1))
            + " ("
            + ForeignText.excerpt(value)
            + ") must be "
            + ForeignText.excerpt(condition));
  }
}
