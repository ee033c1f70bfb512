package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Value;
import io.plumbline.readers.options.ReadOptions;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Reads {@code .keras} files of Keras 3, Sequential and Functional, for one sample. */
public final class KerasReader {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final Map<String, Long> LIMITS = Map.of(CONFIG, 1L << 24, WEIGHTS, 1L << 28);

  /** JSON deeper than this is no model's. */
  private static final int DEEPEST = 128;

  private KerasReader() {}

  /**
   * Reads a model.
   *
   * @param path the file
   * @param options what the file leaves open
   * @return the graph, for one sample
   * @throws InvalidInputException if the file is damaged, has what is not supported, or leaves open
   *     what the options do not say
   */
  public static Graph read(Path path, ReadOptions options) {
    return open(path, (model, reading) -> graph(model, reading, options), options);
  }

  /**
   * The layers of a model.
   *
   * @param path the file
   * @return their names, each also as what it is the name of, in the order of the file
   * @throws InvalidInputException if it is no model of Keras 3
   */
  public static Map<String, String> values(Path path) {
    Map<String, String> values = new LinkedHashMap<>();
    return open(
        path,
        (model, reading) -> {
          model.layers().keySet().forEach(name -> values.put(name, name));
          return values;
        },
        ReadOptions.NONE);
  }

  private static Graph graph(ModelLayers model, ModelLayers.Reading reading, ReadOptions options) {
    Graph.Builder graph = reading.graph();
    Endpoints ends = new Endpoints(reading.source(), model, options);
    Map<String, Value> given = new HashMap<>(ends.held(graph));
    given.put(ends.input(), graph.input(ends.input(), ends.inputShape()));
    return graph.build(model.call(given, ends.output()));
  }

  private static <T> T open(
      Path path, BiFunction<ModelLayers, ModelLayers.Reading, T> use, ReadOptions options) {
    String source = path.getFileName().toString();
    Map<String, byte[]> entries = KerasArchive.read(path, source, LIMITS);
    if (!entries.containsKey(CONFIG)) {
      throw new InvalidModelException(
          source + ": must be a Keras 3 model, and its archive holds no config.json");
    }
    if (!entries.containsKey(WEIGHTS)) {
      throw new InvalidModelException(
          source + ": must be a Keras 3 model, and its archive holds no model.weights.h5");
    }
    JsonObject description = parse(source, entries.get(CONFIG));
    Config config = new Config(source, description);
    String type = config.text("class_name", "");
    if (!ModelLayers.isModel(type)) {
      throw new InvalidModelException(
          source
              + ": model class ("
              + Config.printable(type)
              + ") must be Sequential or Functional");
    }
    ModelLayers.requireKeras(config, source + ": model");
    Graph.Builder graph = Graph.builder(source);
    try (WeightFile weights = new WeightFile(source, entries.get(WEIGHTS), options.weights())) {
      ModelLayers.Reading reading =
          new ModelLayers.Reading(source, graph, weights, new int[1], new HashMap<>());
      return use.apply(new ModelLayers(reading, description, "", "", 0), reading);
    }
  }

  private static JsonObject parse(String source, byte[] bytes) {
    JsonReader reader = new JsonReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    reader.setStrictness(Strictness.LEGACY_STRICT);
    reader.setNestingLimit(DEEPEST);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException | IllegalStateException | StackOverflowError e) {
      throw new InvalidModelException(
          source + ": config.json must be JSON nested at most " + DEEPEST + " deep", e);
    }
    throw new InvalidModelException(source + ": config.json must hold an object");
  }
}
