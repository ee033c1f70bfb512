package io.plumbline.blackbox;

import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** TorchScript files that do what they should not. */
public final class Scripts {
  /** A network from (samples, 6, 5) to three scores. */
  public static final Path RECURRENT = Fixtures.path("blackbox/lstm.pt");

  private Scripts() {}

  /** The recurrent network, with code before its own: {@code x} is its input. */
  public static Path with(Path folder, String name, String code) throws IOException {
    Path script = folder.resolve(name + ".pt");
    try (ZipFile zip = new ZipFile(RECURRENT.toFile());
        OutputStream file = Files.newOutputStream(script);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : zip.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        byte[] content = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals("lstm/code/__torch__.py")) {
          String own = new String(content, StandardCharsets.UTF_8);
          content =
              own.replace("    lstm = self", code + "    lstm = self")
                  .getBytes(StandardCharsets.UTF_8);
        }
        out.write(content);
      }
    }
    return script;
  }
}
