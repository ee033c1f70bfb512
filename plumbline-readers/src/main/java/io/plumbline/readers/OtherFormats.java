package io.plumbline.readers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Model files that are not read, told by what is in them, each with the way from it to ONNX. */
final class OtherFormats {
  private static final int MOST_ENTRIES = 10_000;

  private OtherFormats() {}

  /** What is wrong with a folder where it is a SavedModel; empty for any other. */
  static Optional<String> folder(Path path) {
    return Files.isRegularFile(path.resolve("saved_model.pb"))
        ? Optional.of(
            "SavedModel is not read; convert it with python -m tf2onnx.convert --saved-model "
                + path.getFileName()
                + " --output model.onnx")
        : Optional.empty();
  }

  /**
   * What a file is instead.
   *
   * @param start its first bytes
   * @return a line about it, empty where it may be a model that is read
   */
  static Optional<String> file(Path path, byte[] start) {
    String name = path.getFileName().toString();
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0089HDF")) {
      return Optional.of(
          "HDF5 models are not read; save it as .keras with keras.models.load_model(\""
              + name
              + "\").save(\"model.keras\")");
    } else if (text.startsWith("TFL3", 4)) {
      return Optional.of(
          "TensorFlow Lite is not read; convert it with python -m tf2onnx.convert --tflite "
              + name
              + " --output model.onnx");
    } else if (text.startsWith("\u0080") && text.length() > 1 && text.charAt(1) <= 5) {
      return Optional.of(
          "a pickle is not read, for it is a program; write ONNX where it was made: for PyTorch with"
              + " torch.onnx.export(model, x, \"model.onnx\"), for scikit-learn with"
              + " skl2onnx.to_onnx(model, x)");
    } else if (text.startsWith("{", 8) && text.contains("\"dtype\"")) {
      return Optional.of(
          "safetensors hold weights and no model; load them into one and write it with"
              + " torch.onnx.export(model, x, \"model.onnx\")");
    } else if (text.startsWith("tree\n") || text.startsWith("{\"learner\"")) {
      return Optional.of(
          "an ensemble of trees is level between its jumps: its gradient is 0, and there is nothing"
              + " to check");
    }
    return text.startsWith("PK") ? archive(path) : Optional.empty();
  }

  private static Optional<String> archive(Path path) {
    boolean program = false;
    boolean exported = false;
    boolean pickle = false;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      for (int k = 0; k < MOST_ENTRIES && entries.hasMoreElements(); k++) {
        String entry = entries.nextElement().getName();
        program |= entry.contains("/code/") || entry.endsWith("constants.pkl");
        exported |=
            entry.endsWith("models/model.json")
                || entry.endsWith("serialized_exported_program.json");
        pickle |= entry.endsWith("data.pkl");
      }
    } catch (IOException e) {
      // A damaged archive: whoever reads it says how.
      return Optional.empty();
    }
    if (exported) {
      return Optional.of(
          "an exported program of PyTorch (.pt2) is not read; write it with"
              + " torch.onnx.export(torch.export.load(\""
              + path.getFileName()
              + "\"), x, \"model.onnx\")");
    } else if (program) {
      return Optional.of(
          "TorchScript is not read; write the model it was made of with torch.onnx.export(model, x,"
              + " \"model.onnx\")");
    }
    return pickle
        ? Optional.of(
            "weights of PyTorch hold no model; load them into one and write it with"
                + " torch.onnx.export(model, x, \"model.onnx\")")
        : Optional.empty();
  }
}
