package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import org.jspecify.annotations.Nullable;

/** A layer's settings in {@code config.json}, each read as the type it must have. */
final class Config {
  private final String where;
  private final JsonObject json;

  /**
   * Wraps an object.
   *
   * @param where the file and the layer, for messages
   */
  Config(String where, JsonObject json) {
    this.where = where;
    this.json = json;
  }

  /** The setting itself; null where it is absent or null. */
  @Nullable JsonElement get(String key) {
    JsonElement element = json.get(key);
    return element == null || element.isJsonNull() ? null : element;
  }

  boolean has(String key) {
    return get(key) != null;
  }

  Config object(String key) {
    JsonElement element = get(key);
    if (element == null || !element.isJsonObject()) {
      throw error(key + " must be an object");
    }
    return new Config(where, element.getAsJsonObject());
  }

  JsonArray array(String key) {
    JsonElement element = get(key);
    if (element == null || !element.isJsonArray()) {
      throw error(key + " must be a list");
    }
    return element.getAsJsonArray();
  }

  String text(String key, String otherwise) {
    JsonElement element = get(key);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw error(key + " (" + shortened(element) + ") must be a text");
  }

  boolean flag(String key, boolean otherwise) {
    JsonElement element = get(key);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw error(key + " (" + shortened(element) + ") must be true or false");
  }

  double number(String key, double otherwise) {
    JsonElement element = get(key);
    return element == null ? otherwise : number(key, element);
  }

  double number(String key, @Nullable JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw error(key + " (" + shortened(element) + ") must be a finite number");
  }

  int integer(String key, int otherwise) {
    JsonElement element = get(key);
    return element == null ? otherwise : integer(key, element);
  }

  int integer(String key, JsonElement element) {
    double number = number(key, element);
    if (number != (int) number) {
      throw error(key + " (" + shortened(element) + ") must be a whole number");
    }
    return (int) number;
  }

  /** One number for each of {@code count} axes, where the file gives one for all or each. */
  int[] integers(String key, int count, int otherwise) {
    JsonElement element = get(key);
    int[] numbers = new int[count];
    for (int axis = 0; axis < count; axis++) {
      if (element == null) {
        numbers[axis] = otherwise;
      } else if (element instanceof JsonArray list) {
        if (list.size() != count) {
          throw error(key + " (" + shortened(element) + ") must be " + count + " numbers");
        }
        numbers[axis] = integer(key, list.get(axis));
      } else {
        numbers[axis] = integer(key, element);
      }
    }
    return numbers;
  }

  /** A list of any length, or one number; null where absent. */
  int @Nullable [] integers(String key) {
    JsonElement element = get(key);
    if (element == null) {
      return null;
    }
    if (!(element instanceof JsonArray list)) {
      return new int[] {integer(key, element)};
    }
    int[] numbers = new int[list.size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = integer(key, list.get(k));
    }
    return numbers;
  }

  InvalidInputException error(String line) {
    return new InvalidModelException(where + ": " + line);
  }

  /** A file's text in one short line. */
  static String shortened(@Nullable JsonElement element) {
    String text = element == null ? "none" : element.toString();
    return printable(text);
  }

  static String printable(String text) {
    return ForeignText.excerpt(text);
  }
}
