package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;

/** Opens model files of every kind that can be evaluated without being read. */
public final class BlackBoxes {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private BlackBoxes() {}

  /**
   * Opens a model: TorchScript, or else an ONNX file.
   *
   * @param path the file
   * @param said what its output is, where that is known
   * @param given what it is to be evaluated at
   * @return the model, to be closed
   * @throws InvalidInputException if it is no model, or cannot be evaluated there
   */
  public static BlackBox open(Path path, Optional<OutputKind> said, Given given) {
    if (!Files.isRegularFile(path)) {
      throw new InvalidInputException("model (" + path + ") must be a file");
    }
    byte[] magic = new byte[ZIP.length];
    int length;
    try (InputStream stream = Files.newInputStream(path)) {
      length = stream.readNBytes(magic, 0, magic.length);
    } catch (IOException e) {
      throw new InvalidInputException("model (" + path + ") must be a readable file", e);
    }
    if (length == 0) {
      throw new InvalidInputException(path.getFileName() + ": must not be empty");
    }
    if (!java.util.Arrays.equals(magic, ZIP)) {
      return OnnxBlackBox.open(path, said, given);
    }
    if (!isTorchScript(path)) {
      throw new InvalidInputException(
          path.getFileName()
              + ": must be an ONNX or TorchScript model to be a black box, and is neither (of"
              + " PyTorch, torch.jit.save writes TorchScript)");
    }
    return TorchScriptBlackBox.open(path, said, given);
  }

  /**
   * Whether a file is an archive as torch.jit.save writes it.
   *
   * @param path the file
   * @return false for any other, or none
   */
  public static boolean isTorchScript(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      // A pickled state, torch.save, has data.pkl but no code.
      return zip.stream().anyMatch(entry -> entry.getName().matches("[^/]+/constants\\.pkl"))
          && ScriptCode.isIn(zip);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
