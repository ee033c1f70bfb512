package io.plumbline.program;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.plumbline.core.ForeignText;
import java.io.StringReader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fields of JSON from someone else: each is of the kind that it must be, or says so. */
final class Fields {
  private static final int MOST_ENTRIES = 1 << 10;
  private static final int LARGEST_EXTENT = 1 << 28;

  private Fields() {}

  /** A text as an object. */
  static JsonObject parsed(String text, Strictness strictness) throws WrongAnswer {
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(strictness);
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new WrongAnswer("\"" + ForeignText.excerpt(text) + "\" must be one JSON object");
    }
  }

  static WrongAnswer wrong(String name, @Nullable Object value, String must) {
    String shown = value == null ? "none" : ForeignText.excerpt(value.toString());
    return new WrongAnswer(name + " (" + shown + ") must be " + must);
  }

  static JsonObject object(String name, @Nullable JsonElement element) throws WrongAnswer {
    if (element == null || !element.isJsonObject()) {
      throw wrong(name, element, "an object");
    }
    return element.getAsJsonObject();
  }

  static JsonArray array(String name, @Nullable JsonElement element) throws WrongAnswer {
    if (element == null || !element.isJsonArray()) {
      throw wrong(name, element, "a list");
    }
    return element.getAsJsonArray();
  }

  /** A list that is not long. */
  static JsonArray few(String name, @Nullable JsonElement element) throws WrongAnswer {
    JsonArray array = array(name, element);
    if (array.size() > MOST_ENTRIES) {
      throw wrong(name, array.size() + " entries", "at most " + MOST_ENTRIES);
    }
    return array;
  }

  static String text(String name, @Nullable JsonElement element) throws WrongAnswer {
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw wrong(name, element, "a text");
    }
    return element.getAsString();
  }

  static long whole(String name, @Nullable JsonElement element) throws WrongAnswer {
    if (element == null
        || !element.isJsonPrimitive()
        || !element.getAsString().matches("-?[0-9]{1,15}")) {
      throw wrong(name, element, "a whole number");
    }
    return element.getAsLong();
  }

  /**
   * Also one that servers write and JSON does not know, as each language prints it; null where it
   * has none.
   */
  static double number(JsonElement element) throws WrongAnswer {
    String text = element.isJsonPrimitive() ? element.getAsString() : element.toString();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "null" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw wrong("number", element, "a number");
        }
      }
    };
  }

  /** Numbers as JSON writes them. */
  static JsonArray list(double[] values) {
    JsonArray list = new JsonArray(values.length);
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  static Datatype datatype(JsonObject tensor) throws WrongAnswer {
    String name = text("datatype", tensor.get("datatype"));
    return Datatype.of(name).orElseThrow(() -> wrong("datatype", name, "FP64, FP32, FP16 or BF16"));
  }

  /** The extents of a shape, none below the least. */
  static int[] extents(JsonObject tensor, int least) throws WrongAnswer {
    JsonArray shape = few("shape", tensor.get("shape"));
    int[] extents = new int[shape.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = whole("extent", shape.get(axis));
      if (extent == 0 || extent < least || extent > LARGEST_EXTENT) {
        throw wrong("extent", extent, "positive and at most " + LARGEST_EXTENT);
      }
      extents[axis] = (int) extent;
    }
    return extents;
  }
}
