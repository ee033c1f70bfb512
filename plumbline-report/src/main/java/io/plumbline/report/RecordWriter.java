package io.plumbline.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes records by their components, as {@link KeptReport} describes it. */
final class RecordWriter {
  /** More texts than these are told once each. */
  static final int FEW_TEXTS = 256;

  private final StringWriter text = new StringWriter();
  private final JsonWriter out = new JsonWriter(text);
  private final Map<Values, Integer> places = new LinkedHashMap<>();

  KeptReport write(Report report) {
    try {
      value(Report.class, report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KeptReport(text.toString(), List.copyOf(places.keySet()));
  }

  private void value(Type type, Object value) throws IOException {
    if (value instanceof List<?> list) {
      list(((ParameterizedType) type).getActualTypeArguments()[0], list);
    } else if (value instanceof Map<?, ?> numbers) {
      numbers(numbers);
    } else if (value instanceof Values values) {
      out.value(place(values));
    } else if (value instanceof Record record) {
      fields(type instanceof Class<?> declared && declared.isSealed(), record);
    } else if (value instanceof String string) {
      out.value(string);
    } else if (value instanceof Enum<?> constant) {
      out.value(constant.name());
    } else if (value instanceof Boolean truth) {
      out.value(truth);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      out.value(number.toString());
    } else {
      out.value((Number) value);
    }
  }

  private int place(Values values) {
    return places.computeIfAbsent(values, all -> places.size());
  }

  private void fields(boolean ofSeveralKinds, Record record) throws IOException {
    out.beginObject();
    if (ofSeveralKinds) {
      out.name(RecordReader.KIND).value(record.getClass().getSimpleName());
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Type type = component.getGenericType();
      @Nullable Object value = of(record, component);
      if (component.getType() == Optional.class) {
        type = ((ParameterizedType) type).getActualTypeArguments()[0];
        value = ((Optional<?>) value).orElse(null);
      }
      if (value != null) {
        out.name(component.getName());
        value(type, value);
      }
    }
    out.endObject();
  }

  private static Object of(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " must be readable", e);
    }
  }

  private void list(Type type, List<?> list) throws IOException {
    if (type == String.class && list.size() > FEW_TEXTS) {
      texts(list);
      return;
    }
    out.beginArray();
    for (Object each : list) {
      value(type, each);
    }
    out.endArray();
  }

  /** By their order, which a map of Java's has not. */
  private void numbers(Map<?, ?> numbers) throws IOException {
    out.beginObject();
    for (Map.Entry<?, ?> each : new TreeMap<>(numbers).entrySet()) {
      out.name(each.getKey().toString()).value((Number) each.getValue());
    }
    out.endObject();
  }

  private void texts(List<?> list) throws IOException {
    Map<Object, Integer> known = new LinkedHashMap<>();
    float[] at = new float[list.size()];
    for (int k = 0; k < at.length; k++) {
      at[k] = known.computeIfAbsent(list.get(k), text -> known.size());
    }
    out.beginObject().name(RecordReader.WORDS).beginArray();
    for (Object each : known.keySet()) {
      out.value((String) each);
    }
    out.endArray().name(RecordReader.AT).value(place(Values.of(at))).endObject();
  }
}
