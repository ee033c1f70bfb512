package io.plumbline.readers;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.FileKind;
import io.plumbline.core.slip.Spelling;
import io.plumbline.graph.Graph;
import io.plumbline.readers.keras.KerasReader;
import io.plumbline.readers.onnx.OnnxReader;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Model files of every kind that is read, told apart by what is in them. */
public final class Models {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private Models() {}

  /**
   * The files beside a model that reading it reads too: those of an ONNX model's tensors.
   *
   * @param path the model's file, of any kind
   * @return such files as are there; none where the model cannot be read
   */
  public static List<Path> filesBeside(Path path) {
    try {
      return Files.isRegularFile(path) && !isArchive(start(path))
          ? OnnxReader.filesBeside(path)
          : List.of();
    } catch (InvalidInputException e) {
      // Whoever reads the model says why it cannot be.
      return List.of();
    }
  }

  /**
   * The inputs of an ONNX model, whatever they hold.
   *
   * @param path the file
   * @return their names, in the file's order
   * @throws InvalidInputException if it is no ONNX model
   */
  public static List<String> inputs(Path path) {
    if (isArchive(start(path))) {
      throw new InvalidInputException(path.getFileName() + ": must be an .onnx file");
    }
    return OnnxReader.inputs(path);
  }

  /**
   * Reads a model that leaves nothing open: a {@code .keras} archive, or else an ONNX file.
   *
   * @param path the file
   * @return the graph, for one sample
   * @throws InvalidInputException if it is no model, is damaged, or has what is not supported
   */
  public static Graph read(Path path) {
    return read(path, ReadOptions.NONE);
  }

  /**
   * Reads a model: a {@code .keras} archive, or else an ONNX file.
   *
   * @param path the file
   * @param options what the file leaves open
   * @return the graph, for one sample
   * @throws InvalidInputException if it is no model, is damaged, has what is not supported, or
   *     leaves open what the options do not say
   */
  public static Graph read(Path path, ReadOptions options) {
    Optional<String> other = FileKind.insteadOfModel(path);
    if (other.isPresent()) {
      throw new InvalidInputException(path.getFileName() + ": " + other.get());
    }
    if (!Files.isRegularFile(path)) {
      throw new InvalidInputException(
          "model (" + path + ") must be a file" + Spelling.question(path));
    }
    byte[] start = start(path);
    if (start.length == 0) {
      throw new InvalidInputException(path.getFileName() + ": must not be empty");
    }
    return isArchive(start) ? KerasReader.read(path, options) : OnnxReader.read(path, options);
  }

  /**
   * The layers that weights stand in.
   *
   * @param path the model's file
   * @param options which weights are read apart
   * @return by the file's name of a weight, layers of one kind that read it, where they are
   *     several: none in a {@code .keras} archive, where each layer has its own
   * @throws InvalidInputException if it cannot be read
   */
  public static Map<String, List<String>> sharing(Path path, ReadOptions options) {
    return isKeras(path) ? Map.of() : OnnxReader.sharing(path, options);
  }

  /**
   * The values inside a model that can be named as input or output.
   *
   * @param path an ONNX file or a {@code .keras} archive
   * @return by name what to call it by: what nodes give, under their names too, or the layers; in
   *     the order of the file
   * @throws InvalidInputException if it cannot be read
   */
  public static Map<String, String> values(Path path) {
    return isKeras(path) ? KerasReader.values(path) : OnnxReader.values(path);
  }

  static boolean isKeras(Path path) {
    return isArchive(start(path));
  }

  private static byte[] start(Path path) {
    try (InputStream stream = Files.newInputStream(path)) {
      return stream.readNBytes(ZIP.length);
    } catch (IOException e) {
      throw new InvalidInputException("model (" + path + ") must be a readable file", e);
    }
  }

  private static boolean isArchive(byte[] start) {
    return start.length >= ZIP.length && Arrays.equals(start, 0, ZIP.length, ZIP, 0, ZIP.length);
  }
}
