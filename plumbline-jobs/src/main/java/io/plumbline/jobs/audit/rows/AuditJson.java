package io.plumbline.jobs.audit.rows;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.jobs.audit.rows.AuditRow.Worst;
import io.plumbline.jobs.audit.rows.ChunkMaps.Cells;
import io.plumbline.report.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans, rows and maps as lines of JSON, written and read again. What is absent is left out; NaN
 * and infinities are words; numbers of rows have six digits, which are the same on every machine.
 */
public final class AuditJson {
  private static final MathContext DIGITS = new MathContext(6);

  /** Of what was written: numbers that JSON has not are words there. */
  private static final Gson READING =
      new GsonBuilder()
          .disableJdkUnsafe()
          .registerTypeAdapter(double.class, new Numbers())
          .registerTypeAdapter(Double.class, new Numbers())
          .create();

  private AuditJson() {}

  /**
   * A row as text.
   *
   * @param row of a sample
   * @return one line, ended by a line feed
   */
  public static String of(AuditRow row) {
    return Json.text(row.finding().map(found -> json(row, found)).orElseGet(() -> bad(row)));
  }

  /**
   * Maps as text.
   *
   * @param maps of a chunk
   * @return one line, ended by a line feed
   */
  public static String of(ChunkMaps maps) {
    double[] error = maps.error().clone();
    Arrays.setAll(error, k -> rounded(error[k]));
    return Json.text(
        new MapsJson(
            new ChunkMaps(maps.cells(), maps.samples(), maps.tied(), maps.wrong(), error)));
  }

  /**
   * A plan as text.
   *
   * @param plan of an audit
   * @return one line, ended by a line feed
   */
  public static String of(AuditPlan plan) {
    return Json.text(plan);
  }

  /**
   * Reads a row.
   *
   * @param line as it was written
   * @return the row
   * @throws JsonParseException if it is something else
   */
  public static AuditRow row(String line) {
    RowJson json = read(line, RowJson.class);
    String key = required(json.key, "key");
    return json.bad == null
        ? AuditRow.of(json.index, key, finding(json))
        : AuditRow.bad(json.index, key, json.bad);
  }

  /**
   * Reads maps.
   *
   * @param line as it was written
   * @return the maps
   * @throws JsonParseException if it is something else
   */
  public static ChunkMaps maps(String line) {
    ChunkMaps maps = required(read(line, MapsJson.class).maps, "maps");
    Cells grid = required(maps.cells(), "cells");
    int cells = grid.count();
    if (grid.rows() < 1
        || grid.columns() < 1
        || grid.edge() < 1
        || required(maps.tied(), "tied").length != cells
        || required(maps.wrong(), "wrong").length != cells
        || required(maps.error(), "error").length != cells) {
      throw new JsonParseException("maps must have a number for each of the " + cells + " cells");
    }
    return maps;
  }

  /**
   * Reads a plan.
   *
   * @param text as it was written
   * @return the plan
   * @throws JsonParseException if it is something else
   */
  public static AuditPlan plan(String text) {
    PlanJson json = read(text, PlanJson.class);
    if (json.schemaVersion != AuditPlan.SCHEMA || json.samples < 1 || json.chunk < 1) {
      throw new JsonParseException(
          "schemaVersion (%s) must be %s, and samples (%s) and chunk (%s) at least 1"
              .formatted(json.schemaVersion, AuditPlan.SCHEMA, json.samples, json.chunk));
    }
    return new AuditPlan(
        json.schemaVersion,
        required(json.version, "version"),
        required(json.model, "model"),
        required(json.data, "data"),
        Optional.ofNullable(json.labels),
        Optional.ofNullable(json.gradient),
        required(json.options, "options"),
        required(json.command, "command"),
        json.samples,
        json.chunk,
        required(json.shape, "shape"),
        Optional.ofNullable(json.channels),
        json.classes);
  }

  private static RowJson json(AuditRow row, Finding found) {
    return new RowJson(
        row.index(),
        row.key(),
        null,
        found.label().isPresent() ? found.label().getAsInt() : null,
        found.predicted(),
        rounded(found.p()),
        rounded(found.loss()),
        found.verdict().name(),
        found.reason().map(Enum::name).orElse(null),
        found.tieRule().orElse(null),
        found.flips(),
        // Not as the map has them: one that cannot be changed has another order in each process.
        new TreeMap<>(found.kinks()),
        found.tied(),
        rounded(found.resolution()),
        rounded(found.power()),
        rounded(found.normError()),
        rounded(found.maxError()),
        found.worst().stream().map(AuditJson::numbers).toArray(JsonArray[]::new),
        found.cause().orElse(null),
        found.gradient());
  }

  private static RowJson bad(AuditRow row) {
    return new RowJson(
        row.index(),
        row.key(),
        row.bad().orElseThrow(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** A place, which is a whole number, and three that are not. */
  private static JsonArray numbers(Worst worst) {
    JsonArray numbers = new JsonArray();
    numbers.add(worst.coordinate());
    numbers.add(Json.tree(rounded(worst.analytic())));
    numbers.add(Json.tree(rounded(worst.numeric())));
    numbers.add(Json.tree(rounded(worst.allowed())));
    return numbers;
  }

  private static Finding finding(RowJson json) {
    return new Finding(
        json.label == null ? OptionalInt.empty() : OptionalInt.of(json.label),
        required(json.predicted, "predicted"),
        required(json.p, "p"),
        required(json.loss, "loss"),
        constant(Verdict.class, required(json.verdict, "verdict")),
        Optional.ofNullable(json.reason).map(word -> constant(Reason.class, word)),
        Optional.ofNullable(json.tieRule),
        required(json.flips, "flips"),
        complete(required(json.kinks, "kinks")),
        required(json.tied, "tied"),
        required(json.resolution, "resolution"),
        required(json.power, "power"),
        required(json.normError, "normError"),
        required(json.maxError, "maxError"),
        Arrays.stream(required(json.worst, "worst")).map(AuditJson::worst).toList(),
        Optional.ofNullable(json.cause),
        required(json.gradient, "gradient"));
  }

  private static Worst worst(@Nullable JsonArray json) {
    double[] numbers = read(required(json, "coordinate").toString(), double[].class);
    if (numbers.length != 4) {
      throw new JsonParseException("a worst coordinate must have 4 numbers, not " + numbers.length);
    }
    return new Worst((int) numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  private static Map<String, Integer> complete(Map<String, Integer> counts) {
    if (counts.containsValue(null)) {
      throw new JsonParseException("every layer must have a count");
    }
    return counts;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    try {
      return Enum.valueOf(type, word);
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(e);
    }
  }

  private static <T> T read(String text, Class<T> type) {
    try {
      return required(READING.fromJson(text, type), "object");
    } catch (IllegalArgumentException e) {
      // A number that is none, or null within an array of numbers.
      throw new JsonParseException(e);
    }
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new JsonParseException(name + " must be there");
    }
    return value;
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
  }

  private record PlanJson(
      int schemaVersion,
      @Nullable String version,
      @Nullable Fingerprint model,
      @Nullable Fingerprint data,
      @Nullable Fingerprint labels,
      @Nullable Fingerprint gradient,
      @Nullable Map<String, String> options,
      @Nullable List<String> command,
      int samples,
      int chunk,
      @Nullable List<Integer> shape,
      @Nullable String channels,
      int classes) {}

  private record MapsJson(@Nullable ChunkMaps maps) {}

  private record RowJson(
      int index,
      @Nullable String key,
      @Nullable String bad,
      @Nullable Integer label,
      @Nullable Integer predicted,
      @Nullable Double p,
      @Nullable Double loss,
      @Nullable String verdict,
      @Nullable String reason,
      @Nullable String tieRule,
      @Nullable Integer flips,
      @Nullable Map<String, Integer> kinks,
      @Nullable Integer tied,
      @Nullable Double resolution,
      @Nullable Double power,
      @Nullable Double normError,
      @Nullable Double maxError,
      JsonArray @Nullable [] worst,
      @Nullable Named cause,
      @Nullable String gradient) {}

  private static final class Numbers extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) {
      throw new UnsupportedOperationException("what is written is report.Json's");
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      return Double.valueOf(in.nextString());
    }
  }
}
