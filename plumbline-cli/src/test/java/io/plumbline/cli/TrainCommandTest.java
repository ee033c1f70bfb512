package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train}. */
@Tag("slow")
class TrainCommandTest {
  private static final String PGD = " --adversarial pgd --epsilon 0.1 --steps 2 --count 20";

  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    command("train --out @/whole.onnx --data @/data" + PGD);
    byte[] checkpoint = Files.readAllBytes(directory.resolve("whole.onnx.checkpoint"));
    Files.write(
        directory.resolve("cut.onnx.checkpoint"), Arrays.copyOf(checkpoint, checkpoint.length / 3));
    Files.writeString(directory.resolve("file"), "mine");
  }

  @Test
  void trainsAndTellsHowRobustTheNetworkIs() {
    Printed printed = command("train --out @/a.onnx --epochs 2 --data @/data" + PGD);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .contains("Epoch 1/2: loss ", "Epoch 2/2: loss ", "under pgd-20 at epsilon 0.1")
        .contains("Test accuracy: ", "fgsm", "pgd-40", "The strongest attack tried: ");
    assertThat(printed.complaints()).isEmpty();
    assertThat(Printed.by("show", directory.resolve("a.onnx").toString()).out()).contains("34,826");
  }

  @Test
  void resumedTrainingGivesTheSameModel() throws IOException {
    String options = " --data @/data --adversarial fgsm --epsilon 0.1 --count 20 --seed 3";
    command("train --out @/through.onnx --epochs 2" + options);
    Printed begun = command("train --out @/b.onnx --epochs 1 --resume" + options);
    assertThat(begun.err())
        .isEqualTo(
            "plumbline: note: there is no checkpoint yet; training begins"
                + System.lineSeparator());
    Printed resumed = command("train --out @/b.onnx --epochs 2 --resume" + options);
    assertThat(resumed.out()).doesNotContain("Epoch 1/2").contains("Epoch 2/2");
    assertThat(Files.readAllBytes(directory.resolve("b.onnx")))
        .isEqualTo(Files.readAllBytes(directory.resolve("through.onnx")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out @/cut.onnx --resume | checkpoint (@/cut.onnx.checkpoint) must be whole: it is cut"
            + " short, damaged, or no checkpoint",
        "--out @/x.onnx --epsilon -1 | epsilon (-1.0) must be at least 0 and finite",
        "--out @/x.onnx --mix 2 | mix (2.0) must be above 0 and at most 1",
        "--out @/x.onnx --steps 0 | steps (0) must be at least 1",
        "--out @/x.onnx --epochs 0 | epochs (0) must be at least 1",
        "--out @/x.onnx --batch-size 0 | batch size (0) must be at least 1",
        "--out @/x.onnx --patience 0 | patience (0) must be at least 1",
        "--out @/x.onnx --learning-rate 0 | learning rate (0.0) must be above 0 and finite",
        "--out @/x.onnx --adversarial x | --adversarial (x) must be one of none, fgsm, pgd",
        "--out @/x.onnx --count 101 |"
            + " count (101) must be at most the number of test images, 100",
        "--out @/data | --out (@/data) must not be a directory",
        "--out @/no/x.onnx | output directory (@/no) must be an existing directory",
        "--out @/file/x.onnx | output directory (@/file) must be an existing directory",
        "--out @/x.onnx --checkpoint @/x.onnx |"
            + " --checkpoint (@/x.onnx) must be a file that nothing else is written to",
      })
  void badInputIsOneLineAndChangesNothing(String args, String line) throws IOException {
    byte[] cut = Files.readAllBytes(directory.resolve("cut.onnx.checkpoint"));
    String usual = "";
    for (String option : new String[] {"--adversarial pgd", "--epsilon 0.1", "--count 20"}) {
      usual += args.contains(option.split(" ")[0] + " ") ? "" : " " + option;
    }
    String steps = args.contains("--steps") ? "" : " --steps 2";
    Printed printed = command("train --data @/data" + usual + steps + " " + args);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err().replace(directory.toString(), "@"))
        .isEqualTo("plumbline: " + line + System.lineSeparator());
    assertThat(printed.out()).isEmpty();
    assertThat(Files.readAllBytes(directory.resolve("cut.onnx.checkpoint"))).isEqualTo(cut);
    assertThat(directory.resolve("x.onnx")).doesNotExist();
    assertThat(directory.resolve("cut.onnx")).doesNotExist();
    assertThat(directory.resolve("no")).doesNotExist();
  }

  private static Printed command(String args) {
    return Printed.by(args.replace("@", directory.toString()).split(" +"));
  }
}
