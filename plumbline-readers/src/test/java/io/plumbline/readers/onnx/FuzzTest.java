package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.Models;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.onnx.operators.Operators;
import io.plumbline.readers.options.ReadOptions;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Mutations;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  private static final int COUNT = Integer.getInteger("plumbline.fuzz", 100);
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
    /** Parsed from a file, as an engine is handed it. */
    HEAD {
      @Override
      Source source(Random random) throws IOException {
        return MUTATED.source(random);
      }

      @Override
      Optional<Graph> read(Path file, Random random) throws IOException {
        OnnxHead head = OnnxHead.of(file);
        Path copy = file.resolveSibling("copy.onnx");
        head.write(copy, head.scores().isPresent());
        assertThat(OnnxHead.of(copy).kind()).isNotNull();
        return Optional.empty();
      }
    },
    /** Read for what is checked by weights and by values inside. */
    WEIGHTS {
      @Override
      Source source(Random random) throws IOException {
        return MUTATED.source(random);
      }

      @Override
      Optional<Graph> read(Path file, Random random) {
        Models.values(file);
        Models.sharing(file, ReadOptions.NONE);
        return Optional.of(ReadModel.read(file, ReadOptions.NONE).graph());
      }
    },
    /** A loss behind a model's output, whose target is held. */
    LOSS {
      @Override
      Source source(Random random) throws IOException {
        List<ModelProto> corpus = new ArrayList<>();
        for (String name : new String[] {"energy", "log-cosh", "log-cosh-alone", "margin"}) {
          corpus.add(parsed(Fixtures.path("losses/" + name + ".onnx")));
        }
        ModelMutations mutations = new ModelMutations(random);
        return () -> mutations.of(corpus.get(random.nextInt(corpus.size()))).toByteArray();
      }

      @Override
      Optional<Graph> read(Path file, Random random) {
        ReadOptions options =
            ReadOptions.NONE
                .withInput("output")
                .withGiven(Shape.of(random.nextInt(3) + 1, random.nextInt(6) + 1))
                .withBatchAxis(random.nextInt(3) - 1);
        for (String input : Models.inputs(file)) {
          if (!input.equals("output")) {
            int[] shape = random.ints(random.nextInt(3), 1, 6).toArray();
            int size = Arrays.stream(shape).reduce(1, (one, other) -> one * other);
            double[] target = random.ints(size, -1, 5).asDoubleStream().toArray();
            options = options.withHeld(input, new Tensor(Tensor.shapeOf(shape), target));
          }
        }
        return Optional.of(Models.read(file, options));
      }
    },
    KERAS {
      @Override
      Source source(Random random) throws IOException {
        return new KerasMutations(files("keras", ".keras"), random)::changed;
      }
    },
    KERAS_ORDER {
      @Override
      Source source(Random random) throws IOException {
        return new KerasMutations(files("keras", ".keras"), random)::reordered;
      }
    };

    abstract Source source(Random random) throws IOException;

    /** What is read of a file, and evaluated. */
    Optional<Graph> read(Path file, Random random) throws IOException {
      return Optional.of(Models.read(file));
    }

    /** What is read once more in another way, or is refused more often, is drawn half as often. */
    int count() {
      return switch (this) {
        case HEAD, WEIGHTS, LOSS, KERAS_ORDER -> (COUNT + 1) / 2;
        default -> COUNT;
      };
    }

    String ending() {
      return this == KERAS || this == KERAS_ORDER ? ".keras" : ".onnx";
    }
  }

  /** Gives one input after the other. */
  @FunctionalInterface
  private interface Source {
    byte[] next() throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void nothingButResultsAndLines(Kind kind) throws IOException {
    Random random = new Random(SEED + kind.ordinal());
    Source source = kind.source(random);
    String ending = kind.ending();
    ModelTrial trial = new ModelTrial(folder, ending, file -> kind.read(file, random));
    Trials trials = new Trials(ending, trial);
    for (int k = 0; k < kind.count(); k++) {
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
    ModelTrial trial = new ModelTrial(folder, ".onnx", file -> Optional.of(Models.read(file)));
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
      models.add(parsed(file));
    }
    return models;
  }

  private static ModelProto parsed(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
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
}
