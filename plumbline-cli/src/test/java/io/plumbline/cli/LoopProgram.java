package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The reference loop of Python around another function than its own. */
final class LoopProgram {
  private static final Path LOOP = Path.of("../docs/program/loop.py");
  private static final String VALUE = "return math.fsum(v * v for v in x)";
  private static final String GRADIENT = "return [2 * v for v in x]";

  private LoopProgram() {}

  /**
   * Writes one.
   *
   * @param value of the list x, an expression
   * @param gradient likewise, a list
   * @return the words that start it
   */
  static String write(Path file, String value, String gradient) throws IOException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
        "python3 is not installed");
    String loop = Files.readString(LOOP);
    assertThat(loop).contains(VALUE, GRADIENT);
    Files.writeString(
        file, loop.replace(VALUE, "return " + value).replace(GRADIENT, "return " + gradient));
    return "python3 '" + file + "'";
  }
}
