package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Extent;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command that is given a text, from the command line's own model, with what
 * numbers are at their worst: each is worked with, or refused in one line that names both.
 */
@Tag("slow")
class OptionValuesTest {
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "NaN",
          "Infinity",
          "1e400",
          "1e-400",
          "",
          "1,2,,3",
          "2147483648",
          "\u0661\u0662",
          "0x10",
          "9".repeat(5_000));

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int LONGEST_LINE = 1000;
  private static final List<Integer> WORKED_OR_REFUSED =
      List.of(ExitCode.FINE, ExitCode.BAD_INPUT, ExitCode.GRADIENT_WRONG, ExitCode.INCONCLUSIVE);

  /** Commands that end soon, on models and data that are small. */
  private static final Map<String, String> COMMANDS =
      Map.of(
          "run", "--model MODELS/mlp.onnx --data @/data --out @/out",
          "check", "MODELS/mlp.onnx --image 2",
          "audit", "MODELS/mlp.onnx --data ZEROS --label 3 --gradient ZEROS --out @/NEW",
          "explain", "MODELS/mlp.onnx --image 2 --analytic ZEROS --numeric ZEROS",
          "attack", "MODELS/mlp.onnx --data @/data --count 2 --self-check off",
          "estimate", "MODELS/mlp.onnx --data @/data",
          "train", "--out @/m.onnx --data @/data --count 1",
          "show", "MODELS/mlp.onnx");

  /** Where an option means something only beside another, or would clash with one of the above. */
  private static final Map<String, String> BESIDE =
      Map.of(
          "attack --decay", "--method mi-fgsm",
          "attack --h", "--method tiles",
          "attack --tile", "--method tiles",
          "attack --queries", "--method square",
          "attack --samples", "--method nes --steps 1",
          "train --epsilon", "--adversarial fgsm",
          "train --mix", "--adversarial fgsm",
          "train --steps", "--adversarial pgd",
          "train --step-size", "--adversarial fgsm");

  /** Where an option excludes another. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "check --program", "--input ZEROS",
          "explain --program", "--input ZEROS",
          "estimate --program", "--input ZEROS",
          "check --label", "MODELS/mlp.onnx --input ZEROS",
          "check --sample", "MODELS/mlp.onnx --input ZEROS --label 3 --gradient ZEROS",
          "explain --label", "MODELS/mlp.onnx --input ZEROS --analytic ZEROS --numeric ZEROS",
          "attack --image", "MODELS/mlp.onnx --data @/data --self-check off");

  /** The others are numbers to nobody. */
  private static final Set<String> TAKEN_BY_SOME = Set.of("0", "-1", "2147483648");

  /** Folders that were asked for: each command has one of its own. */
  private static final AtomicInteger MADE = new AtomicInteger();

  @TempDir private static Path directory;

  @BeforeAll
  static void makeData() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    Npy.write(directory.resolve("zeros.npy"), NpyArray.of(new float[784], 1, 28, 28, 1));
  }

  static Stream<Arguments> options() {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    CommandLine plumbline = PlumblineCommand.withSubcommands(Terminal.unattended(nowhere, nowhere));
    List<Arguments> options = new ArrayList<>();
    plumbline
        .getSubcommands()
        .forEach(
            (name, command) ->
                command.getCommandSpec().options().stream()
                    .filter(OptionValuesTest::takesText)
                    .filter(option -> !option.inherited() || name.equals("show"))
                    .forEach(option -> options.add(Arguments.of(name, option.longestName()))));
    return options.stream();
  }

  /** Whatever text is a path, or a folder's place. */
  private static boolean takesText(OptionSpec option) {
    return option.arity().max() > 0
        && !option.paramLabel().equals("DIR")
        && Arrays.stream(option.auxiliaryTypes()).noneMatch(type -> type == Path.class);
  }

  @ParameterizedTest
  @MethodSource("options")
  void whateverIsGivenIsTakenOrRefusedByName(String command, String option) {
    // In every build each option meets a quarter of them, its neighbours the others.
    for (String value : Extent.of(VALUES, 4, option.length())) {
      String[] words = line(command, option, value);
      Printed printed = assertTimeoutPreemptively(LONGEST, () -> Printed.by(words));
      String line = printed.err();
      assertThat(printed.code()).as("%s=%s: %s", option, value, line).isIn(WORKED_OR_REFUSED);
      if (printed.code() == ExitCode.BAD_INPUT || !TAKEN_BY_SOME.contains(value)) {
        assertThat(printed.code()).as("%s=%s", option, value).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(line.lines()).as("%s=%s", option, value).hasSize(1);
        assertThat(plain(line)).contains(plain(option));
        assertThat(line).containsAnyOf(spellings(value)).hasSizeLessThan(LONGEST_LINE);
      }
    }
  }

  private static String[] line(String command, String option, String value) {
    String beside = BESIDE.getOrDefault(command + " " + option, "");
    String usual =
        INSTEAD.getOrDefault(command + " " + option, COMMANDS.get(command)) + " " + beside;
    List<String> words = new ArrayList<>(List.of(usual.trim().split(" ")));
    int given = words.indexOf(option);
    if (given >= 0) {
      words.subList(given, given + 2).clear();
    }
    words.add(0, command);
    words.replaceAll(
        word ->
            word.replace("MODELS", Fixtures.path("models").toString())
                .replace("NEW", "new-" + MADE.incrementAndGet())
                .replace("ZEROS", "@/zeros.npy")
                .replace("@", directory.toString()));
    words.add(option + "=" + value);
    return words.toArray(String[]::new);
  }

  /** As given, as Java prints the number that it is, or cut; of a list the part that is none. */
  private static String[] spellings(String value) {
    boolean number = value.matches("-?[0-9]+");
    return new String[] {
      "(" + value.substring(0, Math.min(value.length(), 100)),
      value.contains(",,") ? "()" : "(" + value,
      "(" + (number ? String.valueOf(Double.parseDouble(value)) : value),
      "([" + (number ? String.valueOf(Float.parseFloat(value)) : value)
    };
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ").strip();
  }
}
