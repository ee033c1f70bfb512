package io.plumbline.cli;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.djl.EngineCache;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.write.OnnxWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Runs the short commands once, for the launcher to archive the classes they load: a start that
 * maps them takes a third of the time of one that loads them.
 *
 * <p>What is checked is a convolution, a max-pooling window, and a dense layer with a softmax, of
 * 64 pixels and 3 classes, as Keras 3 saves them. Of the engine, which unpacks itself on first use,
 * nothing is asked where it was not used yet.
 */
final class Rehearsal {
  private static final int SIDE = 8;

  private Rehearsal() {}

  /**
   * Rehearses, in silence.
   *
   * @param args none
   * @throws IOException if there is no room for a few small temporary files
   */
  public static void main(String[] args) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Terminal terminal = Terminal.unattended(nowhere, nowhere);
    Path folder = Files.createTempDirectory("plumbline");
    try {
      Path keras = folder.resolve("model.keras");
      try (InputStream model =
          Objects.requireNonNull(Rehearsal.class.getResourceAsStream("rehearsal.keras"))) {
        Files.copy(model, keras);
      }
      Path onnx = folder.resolve("model.onnx");
      Graph graph = Models.read(keras);
      OnnxWriter.write(graph, onnx);
      Path input = folder.resolve("x.npy");
      Path none = folder.resolve("zero.npy");
      Npy.write(input, NpyArray.of(picture(), SIDE, SIDE, 1));
      Npy.write(none, NpyArray.of(new float[SIDE * SIDE], SIDE, SIDE, 1));
      Path arrays = folder.resolve("arrays.npz");
      rehearse(terminal, keras, input, none, "--arrays", arrays.toString());
      Path right = Path.of(arrays + ":0/derivative");
      rehearse(terminal, keras, input, right, "--report", folder.resolve("r.html").toString());
      rehearse(terminal, onnx, input, right, "--json", folder.resolve("r.json").toString());
      if (EngineCache.bytes() > 0) {
        Main.run(terminal, "check", onnx.toString(), "--input", input.toString(), "--label", "1");
      }
      Main.run(terminal, "show", keras.toString());
      Main.run(terminal, "show", "--no-such-option");
      Main.run(terminal, "--help");
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void rehearse(
      Terminal terminal, Path model, Path input, Path gradient, String option, String file) {
    Main.run(
        terminal,
        "check",
        model.toString(),
        "--input",
        input.toString(),
        "--label",
        "1",
        "--gradient",
        gradient.toString(),
        option,
        file);
  }

  /** A blot on a background of zeros, so that windows tie. */
  private static float[] picture() {
    float[] pixels = new float[SIDE * SIDE];
    for (int k = 3 * SIDE; k < 5 * SIDE; k++) {
      pixels[k] = (k % SIDE) / (float) SIDE;
    }
    return pixels;
  }
}
