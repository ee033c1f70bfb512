package io.plumbline.readers.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.testing.generated.Archive;
import io.plumbline.testing.generated.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Keras archives with other numbers, words and weights, or with their layers in any order. */
final class KerasMutations {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final int MOST_LAYERS = 6;

  private final List<Archive> archives = new ArrayList<>();
  private final List<JsonObject> inputs = new ArrayList<>();
  private final List<JsonObject> layers = new ArrayList<>();
  private final Random random;
  private final Mutations mutations;

  KerasMutations(List<Path> corpus, Random random) throws IOException {
    this.random = random;
    this.mutations = new Mutations(random);
    for (Path file : corpus) {
      Archive archive = new Archive(file);
      archives.add(archive);
      collect(JsonParser.parseString(text(archive.entry(CONFIG))));
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** All layers, those inside of others too. */
  private void collect(JsonElement element) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(this::collect);
    } else if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      if (object.has("class_name") && object.has("build_config")) {
        layers.add(object);
      } else if (object.has("class_name")
          && object.get("class_name").getAsString().equals("InputLayer")) {
        inputs.add(object);
      }
      object.entrySet().forEach(entry -> collect(entry.getValue()));
    }
  }

  private Archive any() {
    return archives.get(random.nextInt(archives.size()));
  }

  /** One whose weights or configuration are damaged, or the archive itself. */
  byte[] changed() {
    return switch (random.nextInt(8)) {
      case 0 -> any().damaged(random, mutations);
      case 1, 2 -> any().with(WEIGHTS, mutations::of);
      case 3 -> any().with(CONFIG, mutations::of);
      default -> any().with(CONFIG, this::word);
    };
  }

  private byte[] word(byte[] config) {
    return mutations.ofJson(text(config)).getBytes(StandardCharsets.UTF_8);
  }

  /** Layers of any models one behind the other, or those of one model read in another order. */
  byte[] reordered() {
    UnaryOperator<JsonObject> order = random.nextBoolean() ? this::chain : this::shuffled;
    boolean word = random.nextInt(3) == 0;
    return any()
        .with(
            CONFIG,
            content -> {
              JsonObject model = JsonParser.parseString(text(content)).getAsJsonObject();
              byte[] other = order.apply(model).toString().getBytes(StandardCharsets.UTF_8);
              return word ? word(other) : other;
            });
  }

  private JsonObject chain(JsonObject model) {
    JsonArray chain = new JsonArray();
    chain.add(inputs.get(random.nextInt(inputs.size())));
    for (int k = random.nextInt(MOST_LAYERS); k >= 0; k--) {
      chain.add(layers.get(random.nextInt(layers.size())));
    }
    JsonObject config = new JsonObject();
    config.addProperty("name", "chain");
    config.add("layers", chain);
    model.addProperty("class_name", "Sequential");
    model.add("config", config);
    return model;
  }

  private JsonObject shuffled(JsonObject model) {
    JsonObject config = model.getAsJsonObject("config");
    List<JsonElement> order = new ArrayList<>(config.getAsJsonArray("layers").asList());
    List<String> names = new ArrayList<>();
    order.forEach(each -> names.add(String.valueOf(each.getAsJsonObject().get("name"))));
    Collections.shuffle(order, random);
    JsonArray layers = new JsonArray();
    for (JsonElement each : order) {
      // One in so many reads another layer than it did, which may come later or be itself.
      String layer = each.toString();
      String other = names.get(random.nextInt(names.size()));
      layers.add(
          random.nextInt(order.size()) == 0
              ? JsonParser.parseString(
                  layer.replaceAll(
                      "\"keras_history\":\\[\"[^\"]*\"", "\"keras_history\":[" + other))
              : each);
    }
    config.add("layers", layers);
    return model;
  }
}
