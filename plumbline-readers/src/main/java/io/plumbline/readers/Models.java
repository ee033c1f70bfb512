package io.plumbline.readers;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.readers.keras.KerasReader;
import io.plumbline.readers.onnx.OnnxReader;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Model files of every kind that is read, told apart by what is in them. */
public final class Models {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};

  private Models() {}

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
    if (Arrays.equals(magic, ZIP)) {
      return KerasReader.read(path, options);
    }
    if (Arrays.equals(magic, HDF5)) {
      throw new InvalidInputException(
          path.getFileName() + ": HDF5 models of Keras 2 are not read; save it as .keras");
    }
    return OnnxReader.read(path, options);
  }
}
