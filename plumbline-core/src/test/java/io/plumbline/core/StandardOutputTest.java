package io.plumbline.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static StandardOutput failingWith(String message) {
    return new StandardOutput(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(message);
          }
        });
  }

  @Test
  void whatIsLostIsSaidInTheEndAndNotBefore() {
    StandardOutput output = failingWith("No space left on device");
    assertThatCode(output::requireWhole).doesNotThrowAnyException();
    new PrintStream(output, true, StandardCharsets.UTF_8).println("lost");
    assertThatThrownBy(output::requireWhole)
        .isInstanceOf(LostOutputException.class)
        .hasMessage("standard output (No space left on device) must take what is printed");
  }

  @Test
  void aReaderThatHasGoneHadWhatItWanted() {
    for (String words : new String[] {"Broken pipe", "Datenübergabe unterbrochen (broken pipe)"}) {
      StandardOutput output = failingWith(words);
      output.write('a');
      assertThatCode(output::requireWhole).doesNotThrowAnyException();
    }
  }
}
