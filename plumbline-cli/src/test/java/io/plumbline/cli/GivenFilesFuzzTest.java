package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Mutations;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks of which one file is another by chance: input, label, target, weights, mask, loss model or
 * gradient; damaged, of another shape or type, or with numbers at an edge. As the readers' FuzzTest
 * does it with models: {@code -Dplumbline.fuzz=N} asks for a quarter of N, {@code
 * -Dplumbline.fuzz.seed=S} for others.
 */
@Tag("slow")
class GivenFilesFuzzTest {
  private static final int COUNT = Math.max(1, Integer.getInteger("plumbline.fuzz", 400) / 4);
  private static final long SEED = Long.getLong("plumbline.fuzz.seed", 20261128);
  private static final Path LOSSES = Fixtures.path("losses");
  private static final Path TENSORS = Fixtures.path("tensors");
  private static final NpyType[] TYPES = NpyType.values();
  private static final double[] EDGES = {
    0, -0.0, 1, -1, 0.5, 2, 255, 1e-40, 1e30, -1e300, Double.NaN, Double.POSITIVE_INFINITY
  };

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final Mutations mutations = new Mutations(random);

  @Test
  void nothingButVerdictsAndLines() throws IOException {
    List<List<String>> checks = checks();
    // What is loaded by the first check is nothing that a file is to blame for.
    assertThat(Printed.by(checks.get(0).toArray(String[]::new)).code()).isEqualTo(ExitCode.FINE);
    List<String> words = new ArrayList<>();
    Trials refusals =
        new Trials(
            ".given",
            input -> {
              throw new InvalidInputException(check(words, input).err().strip());
            });
    int verdicts = 0;
    for (int k = 0; k < COUNT; k++) {
      words.clear();
      words.addAll(checks.get(random.nextInt(checks.size())));
      byte[] input = changed(file(words));
      Printed printed = check(words, input);
      if (printed.code() == ExitCode.BAD_INPUT) {
        refusals.run(input);
        continue;
      }
      // What is taken is searched for its cause, which is as long as it is for any gradient.
      assertThat(printed.code())
          .as("%s: %s", words, printed.err())
          .isIn(ExitCode.FINE, ExitCode.GRADIENT_WRONG, ExitCode.INCONCLUSIVE);
      verdicts++;
    }
    System.out.println("GIVEN: " + verdicts + " verdicts, " + refusals);
    assertThat(refusals.faults()).isEmpty();
  }

  /** Of every loss, and of a weight. */
  private static List<List<String>> checks() throws IOException {
    List<List<String>> checks = new ArrayList<>();
    List<String> rows = Files.readAllLines(LOSSES.resolve("losses.csv"));
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      String input = cells[1].equals("pixels") ? "x-image.npy" : "x-vector.npy";
      String line = "%s.onnx --input %s %s --gradient %s.npy";
      checks.add(words(LOSSES, line.formatted(cells[1], input, cells[2], cells[0])));
    }
    for (String gradient : new String[] {"images_g.npz", "images_g.safetensors"}) {
      String line = "images.onnx --input images_x.npy --label 1 --by fc2.bias --gradient %s";
      checks.add(words(TENSORS, line.formatted(gradient)));
    }
    return checks;
  }

  private static List<String> words(Path folder, String line) {
    List<String> words = new ArrayList<>(List.of("check"));
    for (String word : line.split(" +")) {
      Path file = folder.resolve(word);
      words.add(Files.exists(file) ? file.toString() : word);
    }
    return words;
  }

  /** Takes one file of a command line, not its model, and puts another's name in its place. */
  private Path file(List<String> words) {
    List<Integer> files = new ArrayList<>();
    for (int k = 2; k < words.size(); k++) {
      if (Files.exists(Path.of(words.get(k)))) {
        files.add(k);
      }
    }
    int at = files.get(random.nextInt(files.size()));
    Path file = Path.of(words.get(at));
    String name = file.getFileName().toString();
    words.set(at, directory.resolve("given" + name.substring(name.lastIndexOf('.'))).toString());
    return file;
  }

  private byte[] changed(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    return !file.toString().endsWith(".npy") || random.nextInt(4) == 0
        ? mutations.of(whole)
        : Npy.bytes(array(Npy.read(file)));
  }

  /** Of a shape that is the given one or near it. */
  private NpyArray array(NpyArray given) {
    List<Integer> shape = new ArrayList<>(Arrays.stream(given.shape()).boxed().toList());
    int at = shape.isEmpty() ? 0 : random.nextInt(shape.size());
    switch (random.nextInt(6)) {
      case 0 -> shape.add(at, random.nextInt(3));
      case 1 -> shape.subList(at, shape.size()).clear();
      case 2 -> Collections.reverse(shape);
      case 3 -> {
        if (!shape.isEmpty()) {
          shape.set(at, random.nextInt(6));
        }
      }
      default -> {
        // As it is: its numbers change.
      }
    }
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    int size = Arrays.stream(extents).reduce(1, (one, other) -> one * other);
    NpyType type = random.nextBoolean() ? given.type() : TYPES[random.nextInt(TYPES.length)];
    return type.isFloat()
        ? NpyArray.of(type, numbers(given.toDoubles(), size), extents)
        : NpyArray.of(
            type,
            random.ints(size, 0, type == NpyType.BOOL ? 2 : 6).asLongStream().toArray(),
            extents);
  }

  /** The given ones, as many as there are, of which some are at an edge. */
  private double[] numbers(double[] given, int size) {
    int edges = random.nextInt(3);
    double[] numbers = new double[size];
    for (int k = 0; k < size; k++) {
      boolean edge = given.length == 0 || random.nextInt(size) < edges;
      numbers[k] = edge ? EDGES[random.nextInt(EDGES.length)] : given[k % given.length];
    }
    return numbers;
  }

  private static Printed check(List<String> words, byte[] input) throws IOException {
    String given = words.stream().filter(word -> word.contains("given.")).findFirst().orElseThrow();
    Files.write(Path.of(given), input);
    return Printed.by(words.toArray(String[]::new));
  }
}
