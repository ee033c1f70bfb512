package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Mutations;
import io.plumbline.testing.generated.Trials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models by chance: damaged, mutated and generated. Each is read, evaluated and written within its
 * time, or refused in one line. {@code -Dplumbline.fuzz=N} asks for N of each kind, {@code
 * -Dplumbline.fuzz.seed=S} for others; {@code docs/security.md} says what was run.
 */
@Tag("slow")
class FuzzTest {
  private static final int COUNT = Integer.getInteger("plumbline.fuzz", 400);
  private static final long SEED = Long.getLong("plumbline.fuzz.seed", 20261128);

  @TempDir private Path folder;

  /** Where inputs come from. */
  private enum Kind {
    GENERATED {
      @Override
      Source source(Random random) {
        ModelGenerator generator = new ModelGenerator(random, Operators.types());
        return () -> generator.next().toByteArray();
      }
    },
    MUTATED {
      @Override
      Source source(Random random) throws IOException {
        List<ModelProto> corpus = models();
        ModelMutations mutations = new ModelMutations(random);
        return () -> mutations.of(corpus.get(random.nextInt(corpus.size()))).toByteArray();
      }
    },
    GENERATED_AND_MUTATED {
      @Override
      Source source(Random random) {
        ModelGenerator generator = new ModelGenerator(random, Operators.types());
        ModelMutations mutations = new ModelMutations(random);
        return () -> mutations.of(generator.next()).toByteArray();
      }
    },
    DAMAGED {
      @Override
      Source source(Random random) throws IOException {
        List<ModelProto> corpus = models();
        Mutations mutations = new Mutations(random);
        return () -> mutations.of(corpus.get(random.nextInt(corpus.size())).toByteArray());
      }
    },
    KERAS {
      @Override
      Source source(Random random) throws IOException {
        List<Path> corpus = files("keras", ".keras");
        Mutations mutations = new Mutations(random);
        return () -> keras(corpus.get(random.nextInt(corpus.size())), random, mutations);
      }
    };

    abstract Source source(Random random) throws IOException;
  }

  /** Gives one input after the other. */
  @FunctionalInterface
  private interface Source {
    byte[] next() throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void nothingButResultsAndLines(Kind kind) throws IOException {
    Source source = kind.source(new Random(SEED + kind.ordinal()));
    String ending = kind == Kind.KERAS ? ".keras" : ".onnx";
    ModelTrial trial = new ModelTrial(folder, ending);
    Trials trials = new Trials(ending, trial);
    for (int k = 0; k < COUNT; k++) {
      trials.run(source.next());
    }
    System.out.println(kind + ": " + trial.evaluated() + " evaluated, " + trials);
    assertThat(trials.faults()).isEmpty();
  }

  /**
   * Every operator, with each of its operands and attributes changed in every way that is known to
   * surprise; of these one in so many, all where 6,400 of each kind are asked for.
   */
  @Test
  void oneChangeAtATime() throws IOException {
    ModelTrial trial = new ModelTrial(folder, ".onnx");
    Trials trials = new Trials(".onnx", trial);
    int each = Math.max(1, 6400 / COUNT);
    long place = SEED;
    for (ModelProto model : operators()) {
      for (Supplier<ModelProto> neighbour : ModelNeighbours.of(model)) {
        if (place++ % each == 0) {
          trials.run(neighbour.get().toByteArray());
        }
      }
    }
    System.out.println("ONE CHANGE: " + trial.evaluated() + " evaluated, " + trials);
    assertThat(place - SEED).isGreaterThan(200_000);
    assertThat(trials.faults()).isEmpty();
  }

  /** Every operator with each of its attributes, and what exporters write. */
  private static List<ModelProto> models() throws IOException {
    List<ModelProto> models = operators();
    for (Path file : files("exported", ".onnx")) {
      models.add(ModelProto.parseFrom(Files.readAllBytes(file)));
    }
    return models;
  }

  private static List<ModelProto> operators() throws IOException {
    List<ModelProto> models = new ArrayList<>();
    for (String line : Files.readAllLines(Fixtures.path("onnx/operators.csv"))) {
      String[] parts = line.replace("\"", "").split("\\|", -1);
      if (parts.length == 4) {
        int[] shape =
            Arrays.stream(parts[1].replace("+", "").split("x"))
                .mapToInt(Integer::parseInt)
                .toArray();
        models.add(TextModel.of(Integer.parseInt(parts[0]), shape, parts[2], parts[3]));
      }
    }
    return models;
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(Fixtures.path(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** An archive of which one entry is damaged, or the archive itself. */
  private static byte[] keras(Path model, Random random, Mutations mutations) throws IOException {
    if (random.nextInt(8) == 0) {
      return mutations.of(Files.readAllBytes(model));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean weights = random.nextInt(3) == 0;
    try (ZipFile zip = new ZipFile(model.toFile());
        OutputStream into = bytes;
        ZipOutputStream out = new ZipOutputStream(into)) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        byte[] content = zip.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        boolean config = entry.getName().equals("config.json");
        if (config && !weights) {
          content =
              random.nextInt(4) == 0
                  ? mutations.of(content)
                  : numbers(new String(content, StandardCharsets.UTF_8), random, mutations);
        } else if (weights && entry.getName().equals("model.weights.h5")) {
          content = mutations.of(content);
        }
        out.write(content);
      }
    }
    return bytes.toByteArray();
  }

  /** Some number, word or truth value becomes another. */
  private static byte[] numbers(String json, Random random, Mutations mutations) {
    List<int[]> places = new ArrayList<>();
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile(
                "(?<=[ \\[:,])(-?[0-9.]+(e-?[0-9]+)?|true|false|null|\"[a-zA-Z_]+\")(?=[,\\]} ])")
            .matcher(json);
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
    int[] place = places.get(random.nextInt(places.size()));
    int[] other = places.get(random.nextInt(places.size()));
    String value =
        switch (random.nextInt(5)) {
          case 0 -> json.substring(other[0], other[1]);
          case 1 -> "null";
          case 2 -> String.valueOf(random.nextGaussian());
          case 3 -> "[" + (random.nextInt(5) - 1) + ", " + mutations.edge() + "]";
          default -> String.valueOf(mutations.edge());
        };
    return (json.substring(0, place[0]) + value + json.substring(place[1]))
        .getBytes(StandardCharsets.UTF_8);
  }
}
