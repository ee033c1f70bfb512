package io.plumbline.cli;

import io.plumbline.djl.SeedNetwork;
import io.plumbline.readers.onnx.OnnxWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the short commands once, for the launcher to archive the classes they load: a start that
 * maps them takes a third of the time of one that loads them.
 */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Rehearses, in silence.
   *
   * @param args none
   * @throws IOException if there is no room for a small temporary file
   */
  public static void main(String[] args) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Terminal terminal = Terminal.unattended(nowhere, nowhere);
    Path model = Files.createTempFile("plumbline", ".onnx");
    try {
      OnnxWriter.write(SeedNetwork.create(0), model);
      Main.run(terminal, "show", model.toString());
      Main.run(terminal, "check", model.toString(), "--image", "0");
      Main.run(terminal, "show", "--no-such-option");
      Main.run(terminal, "--help");
    } finally {
      Files.delete(model);
    }
  }
}
