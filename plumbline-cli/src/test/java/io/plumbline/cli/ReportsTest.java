package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Situations of public reports: what a user would type, and what is the right answer. Each line of
 * {@code expect.txt} is a folder, arguments, the exit codes that are right, what must be printed
 * and what must not.
 */
@Tag("slow")
class ReportsTest {
  private static final Path REPORTS = Fixtures.path("reports");

  private record Situation(
      String folder, String arguments, List<String> codes, String must, String mustNot) {
    static Situation of(String line) {
      String[] fields = line.split("\\s\\|(?=\\s|$)", -1);
      List<String> padded = new ArrayList<>(Arrays.asList(fields));
      while (padded.size() < 5) {
        padded.add("");
      }
      return new Situation(
          padded.get(0).strip(),
          padded.get(1).strip(),
          List.of(padded.get(2).strip().split(",")),
          padded.get(3).strip(),
          padded.get(4).strip());
    }

    boolean isRight() {
      String[] words =
          Arrays.stream(arguments.split(" "))
              .map(
                  word -> {
                    Path file = REPORTS.resolve(folder).resolve(word);
                    return Files.isRegularFile(file) ? file.toString() : word;
                  })
              .toArray(String[]::new);
      Printed printed = Printed.by(words);
      String said = printed.out() + printed.err();
      return codes.contains(Integer.toString(printed.code()))
          && (must.isEmpty() || found(must, said))
          && (mustNot.isEmpty() || !found(mustNot, said));
    }

    private static boolean found(String pattern, String text) {
      return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).find();
    }

    @Override
    public String toString() {
      return folder + " " + arguments;
    }
  }

  @Test
  void answersWhatTheReportsAsk() throws IOException {
    List<String> wrong = new ArrayList<>();
    int right = 0;
    for (String line : Files.readAllLines(REPORTS.resolve("expect.txt"))) {
      if (line.isBlank()) {
        continue;
      }
      Situation situation = Situation.of(line);
      boolean answered = situation.isRight();
      right += answered ? 1 : 0;
      if (!answered) {
        wrong.add(situation.toString());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(right).isEqualTo(37);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "22-segmentation-per-pixel | seg.onnx --label 2 | --label must be whole numbers of shape (N,"
            + " 10, 10), a class for each position: the model's output is (3, 10, 10)",
        "09-triplet-identical-pair | triplet.onnx --label 0 | --label (0) must not be given with"
            + " --loss value, which is the model's one output itself",
        "09-triplet-identical-pair | triplet.onnx --loss cross-entropy --label 0 | --loss"
            + " (cross-entropy) must be of at least 2 outputs, and of one it is constant: --loss value"
            + " is the output itself, --loss mse its squared error, --loss bce or bce-logits its"
            + " binary cross-entropy",
        "18-attack-in-train-mode | net.onnx --loss value | --loss (value) must be of a model with"
            + " one output, and this one has 10: --loss logit is one of them, --loss"
            + " dot a weighted sum",
        "18-attack-in-train-mode | net.onnx | --label (missing) must be given with --input: a class"
            + " or a .npy file",
      })
  void refusesALossThatDoesNotFit(String folder, String arguments, String line) {
    Path files = REPORTS.resolve(folder);
    List<String> words = new ArrayList<>(List.of("check"));
    words.addAll(List.of(arguments.split(" ")));
    words.set(1, files.resolve(words.get(1)).toString());
    words.addAll(List.of("--input", files.resolve("x.npy").toString()));
    Printed printed = Printed.by(words.toArray(String[]::new));
    assertThat(printed.err().strip()).isEqualTo("plumbline: " + line);
    assertThat(printed.code()).isEqualTo(2);
  }
}
