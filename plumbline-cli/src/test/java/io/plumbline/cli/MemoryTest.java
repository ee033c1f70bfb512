package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is said where Java's memory does not suffice. */
class MemoryTest {
  @Test
  void oneLineSaysHowMuchThereWasAndHowTwiceAsMuchIsAllowed() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        Terminal.unattended(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    CommandLine commands = PlumblineCommand.withSubcommands(terminal, "check");
    int code = new Failures(terminal, commands).outOfMemory(new OutOfMemoryError());
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    long twice = (2 * megabytes + 1023) >> 10;
    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "plumbline: memory ("
                + megabytes
                + " MB) must be larger for this; PLUMBLINE_JAVA_OPTIONS=-Xmx"
                + twice
                + "g allows "
                + twice
                + " GB, where the machine has that much");
  }
}
