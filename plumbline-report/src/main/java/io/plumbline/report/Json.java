package io.plumbline.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON: a component is a field of the same name, an absent {@link Optional} is left out,
 * an absent {@link OptionalDouble} is null, and NaN and infinities are the strings {@code "NaN"},
 * {@code "Infinity"} and {@code "-Infinity"}. Numbers have the fewest digits that give the same
 * number back in their precision.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .disableJdkUnsafe()
          .registerTypeAdapter(Values.class, new ValuesAdapter().nullSafe())
          .registerTypeAdapter(double.class, new DoubleAdapter().nullSafe())
          .registerTypeAdapter(Double.class, new DoubleAdapter().nullSafe())
          .registerTypeAdapter(OptionalDouble.class, new OptionalDoubleAdapter().nullSafe())
          .registerTypeAdapterFactory(new OptionalFactory())
          .create();

  private Json() {}

  /**
   * A record as a tree, to which fields may be added.
   *
   * @param record any record of records, lists, texts, numbers, {@link Values} and optionals
   * @return its fields
   */
  public static JsonElement tree(Object record) {
    return GSON.toJsonTree(record);
  }

  /**
   * A record, or a tree of it, as text.
   *
   * @param value what {@link #tree} takes or gives
   * @return one line of JSON, ended by a line feed
   */
  public static String text(Object value) {
    return GSON.toJson(value) + "\n";
  }

  private static void writeNumber(JsonWriter out, double value, boolean single) throws IOException {
    if (!Double.isFinite(value)) {
      out.value(Double.toString(value));
    } else if (single) {
      out.value(new BigDecimal(Float.toString((float) value)));
    } else {
      out.value(value);
    }
  }

  private abstract static class WriteOnly<T> extends TypeAdapter<T> {
    @Override
    public T read(JsonReader in) {
      throw new UnsupportedOperationException("results are written, not read");
    }
  }

  private static final class DoubleAdapter extends WriteOnly<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      writeNumber(out, value, false);
    }
  }

  private static final class ValuesAdapter extends WriteOnly<Values> {
    @Override
    public void write(JsonWriter out, Values values) throws IOException {
      out.beginArray();
      for (int i = 0; i < values.size(); i++) {
        writeNumber(out, values.get(i), values.isSinglePrecision());
      }
      out.endArray();
    }
  }

  /** For fields that readers count on: they are there even where they have no value. */
  private static final class OptionalDoubleAdapter extends WriteOnly<OptionalDouble> {
    @Override
    public void write(JsonWriter out, OptionalDouble value) throws IOException {
      if (value.isPresent()) {
        writeNumber(out, value.getAsDouble(), false);
        return;
      }
      boolean nulls = out.getSerializeNulls();
      out.setSerializeNulls(true);
      out.nullValue();
      out.setSerializeNulls(nulls);
    }
  }

  private static final class OptionalFactory implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (type.getRawType() != Optional.class) {
        return null;
      }
      TypeToken<?> content =
          TypeToken.get(((ParameterizedType) type.getType()).getActualTypeArguments()[0]);
      return (TypeAdapter<T>) adapter((TypeAdapter<Object>) gson.getAdapter(content));
    }

    private static TypeAdapter<Optional<Object>> adapter(TypeAdapter<Object> content) {
      return new WriteOnly<>() {
        @Override
        public void write(JsonWriter out, Optional<Object> value) throws IOException {
          if (value.isPresent()) {
            content.write(out, value.get());
          } else {
            out.nullValue();
          }
        }
      };
    }
  }
}
