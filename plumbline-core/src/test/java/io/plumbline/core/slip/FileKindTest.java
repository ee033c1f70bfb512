package io.plumbline.core.slip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    String text =
        content
            .replace("\\0", "\0")
            .replace("\\b", "\b")
            .replace("\\n", "\n")
            .replace("\\x80", "\u0080")
            .replace("\\x89", "\u0089")
            .replace("\\x93", "\u0093")
            .replace("\\xff", "\u00ff");
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path archive(String name, String... entries) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
      }
    }
    return file;
  }

  /** By content: the name only says it where many kinds begin alike. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "m.bin | \\x89HDF | save it as .keras with | h5py.File(\"m.bin\").visit(print) lists its arrays",
        "m.weights.h5 | \\x89HDF | model.load_weights(\"m.weights.h5\"); model.save(\"model.keras\")"
            + " | weights of Keras are no array",
        "m | \\0\\0\\0\\0TFL3 | --tflite m --output model.onnx | is no array",
        "s.bin | \\x80\\0\\0\\0\\0\\0\\0\\0{\"w.1\":{\"dtype\":\"F32\" | hold weights and no model"
            + " | safetensors.numpy.load_file(\"s.bin\")[\"w.1\"]",
        "p.bin | \\x80\\0 | a pickle is not read | pickle.load(open(\"p.bin\", \"rb\"))",
        "x.txt | 1, -2.5e-3\\n3, 4\\n | numbers in text are no model | np.loadtxt(\"x.txt\","
            + " delimiter=\",\")",
        "x.csv | 1 2\\n3 4 | numbers in text are no model | delimiter=None",
        "a.mat | MATLAB 5.0 MAT-file, Platform | exportONNXNetwork | scipy.io.whosmat(\"a.mat\") lists its",
        "a.npy | \\x89PNG | a picture is no model | where its name ends in .png",
        "a.png | GIF89a | a picture is no model | PIL.Image.open(\"a.png\")",
        "m.onnx | version https://git-lfs.github.com/spec/v1\\noid | git lfs pull | git lfs pull",
        "m.keras | <!DOCTYPE html><html> | a web page is no model | a web page is no array",
        "m.json | {\"class_name\": \"Functional\"} | holds no weights | ",
        "f.py | import numpy | --program \"python f.py\" | a program of Python is no array",
        "x.bin | \\x93NUMPY | an array of NumPy is no model | ",
        "m.onnx | \\b\\b:\\0 | | a model of ONNX is no array",
        "t.txt | tree\\nversion=v4 | its gradient is 0 | is no array",
      })
  void saysWhatItIsAndWhatMakesTheOtherOfIt(String name, String content, String model, String array)
      throws IOException {
    Path file = file(name, content);
    assertSaid(FileKind.insteadOfModel(file).orElse(null), model);
    assertSaid(FileKind.insteadOfArray(file, path -> List.of()).orElse(null), array);
  }

  private static void assertSaid(String said, String part) {
    if (part == null) {
      assertThat(said).isNull();
    } else {
      assertThat(said).contains(part).doesNotContain("$");
    }
  }

  @Test
  void tellsArchivesByWhatTheyHold() throws IOException {
    assertThat(FileKind.insteadOfModel(archive("a.pt2", "a/models/model.json")))
        .hasValueSatisfying(line -> assertThat(line).contains("torch.export.load(\"a.pt2\")"));
    assertThat(FileKind.insteadOfModel(archive("b.pt", "b/data.pkl", "b/code/x.py")))
        .hasValueSatisfying(line -> assertThat(line).contains("TorchScript is not read"));
    Path saved = archive("c.pt", "c/data.pkl");
    assertThat(FileKind.insteadOfModel(saved))
        .hasValueSatisfying(line -> assertThat(line).contains("weights of PyTorch"));
    assertThat(FileKind.insteadOfArray(saved, path -> List.of()))
        .hasValueSatisfying(line -> assertThat(line).contains("torch.load(\"c.pt\")"));
    Path arrays = archive("d.npz", "first.npy", "second.npy");
    assertThat(FileKind.insteadOfArray(arrays, path -> List.of()))
        .hasValueSatisfying(line -> assertThat(line).contains("as d.npz:first;"));
    Path keras = archive("e.keras", "config.json", "model.weights.h5", "metadata.json");
    assertThat(FileKind.insteadOfModel(keras)).isEmpty();
    assertThat(FileKind.insteadOfArray(keras, path -> List.of()))
        .hasValueSatisfying(line -> assertThat(line).contains("plumbline check e.keras"));
  }

  @Test
  void namesWhatIsInHdf5() throws IOException {
    Path file = file("x.h5", "\\x89HDF");
    assertThat(FileKind.insteadOfArray(file, path -> List.of("set/images")))
        .contains(
            "HDF5 is not read here; np.save(\"x.npy\", h5py.File(\"x.h5\")[\"set/images\"][()])"
                + " makes an array of it");
    assertThat(FileKind.insteadOfArray(file, path -> List.of("no\"", "a", "b", "$F", "c")))
        .hasValueSatisfying(
            line -> assertThat(line).contains("[\"a\"]").endsWith("an array of one of a, b, c"));
    List<String> many = List.of("1", "2", "3", "4", "5", "6", "7", "8");
    assertThat(FileKind.insteadOfArray(file, path -> many))
        .hasValueSatisfying(
            line -> assertThat(line).endsWith("one of 1, 2, 3, 4, 5, 6 and 2 more"));
    Path matlab = file("x.mat", "MATLAB 7.3 MAT-file" + " ".repeat(512 - 19) + "\\x89HDF");
    assertThat(FileKind.insteadOfArray(matlab, path -> List.of("x")))
        .hasValueSatisfying(line -> assertThat(line).contains("h5py.File(\"x.mat\")[\"x\"][()].T"));
  }

  /** Packed or not, whatever order its bytes have, and with what is no number left out. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.mat", "packed.mat", "big-endian.mat"})
  void namesWhatIsInMatlab(String name) {
    Path file = Path.of("../plumbline-testing/fixtures/slips").resolve(name);
    assertThat(FileKind.insteadOfArray(file, path -> List.of()))
        .contains(
            "arrays of MATLAB are not read; np.save(\""
                + name.replace(".mat", ".npy")
                + "\", scipy.io.loadmat(\""
                + name
                + "\")[\"images\"]) makes an array of one of images, y");
  }

  @Test
  void tellsFoldersByWhatTheyHold() throws IOException {
    Path saved = Files.createDirectory(folder.resolve("saved"));
    Files.createFile(saved.resolve("saved_model.pb"));
    assertThat(FileKind.insteadOfModel(saved))
        .hasValueSatisfying(line -> assertThat(line).contains("--saved-model saved"));
    Path hub = Files.createDirectory(folder.resolve("hub"));
    Files.writeString(hub.resolve("config.json"), "{\"model_type\": \"bert\"}");
    assertThat(FileKind.insteadOfModel(hub))
        .hasValueSatisfying(line -> assertThat(line).contains("--model hub onnx/"));
    assertThat(FileKind.insteadOfModel(folder)).isEmpty();
  }

  /** A hint is never a guess: what is of no known kind is left to whoever reads it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text.npy | not an array",
        "a.onnx | hello there, this is no model",
        "empty.npy | ''",
        "binary | \\0\\0\\0\\0\\x93NUMPY",
        "dots.txt | ---...,,,",
        "short.pkl | \\x80",
        "late.gif | a GIF89a",
      })
  void saysNothingOfWhatItDoesNotKnow(String name, String content) throws IOException {
    Path file = file(name, content);
    assertThat(FileKind.insteadOfModel(file)).isEmpty();
    assertThat(FileKind.insteadOfArray(file, path -> List.of())).isEmpty();
  }

  @Test
  void leavesDamageAndAbsenceToTheReader() throws IOException {
    assertThat(FileKind.insteadOfModel(file("cut.npz", "PK\\0\\0cut"))).isEmpty();
    assertThat(FileKind.insteadOfArray(folder.resolve("nowhere.npy"), path -> List.of())).isEmpty();
  }
}
