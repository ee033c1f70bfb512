package io.plumbline.blackbox;

import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** TorchScript files that do what they should not. */
public final class Scripts {
  /** A network from (samples, 6, 5) to three scores. */
  public static final Path RECURRENT = Fixtures.path("blackbox/lstm.pt");

  private Scripts() {}

  /** The recurrent network, with code before its own: {@code x} is its input. */
  public static Path with(Path folder, String name, String code) throws IOException {
    Path script = folder.resolve(name + ".pt");
    Files.write(
        script,
        new Archive(RECURRENT)
            .with(
                "lstm/code/__torch__.py",
                content ->
                    new String(content, StandardCharsets.UTF_8)
                        .replace("    lstm = self", code + "    lstm = self")
                        .getBytes(StandardCharsets.UTF_8)));
    return script;
  }
}
