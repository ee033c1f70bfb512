package io.plumbline.core.slip;

import io.plumbline.core.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * How a file begins, and what an archive or a folder holds: as much as tells its kind. A file may
 * come from a stranger; nothing in it is run, and no more is read than this.
 *
 * @param path of the file or folder
 * @param name its own
 * @param text its first bytes, one character each; empty for a folder
 * @param entries of an archive, or names in a folder
 */
record FileHead(Path path, String name, String text, List<String> entries) {
  private static final int LENGTH = 4096;
  private static final int MOST_ENTRIES = 10_000;
  private static final int MOST_NAMED = 6;
  private static final String NPY = ".npy";

  /** MATLAB 7.3 puts its own header before that of HDF5. */
  private static final int AFTER_MATLAB = 512;

  private static final Pattern FIRST_TENSOR = Pattern.compile("\"([^\"\\\\]+)\":\\{\"dtype\"");

  /** What would end a text in code, or a placeholder here. */
  private static final Pattern STEERS = Pattern.compile("[\"\\\\$]");

  private static final Pattern NUMBERS = Pattern.compile("(?=[^0-9]*[0-9])[0-9eE+\\-.,;\\s]+");
  private static final Pattern WORDS = Pattern.compile("[\\t\\r\\n -~\u0080-\u00ff]+");

  /** Reads it; empty where there is nothing, or nothing can be read. */
  static Optional<FileHead> of(Path path) {
    Path last = path.getFileName();
    String name = last == null ? "" : last.toString();
    try {
      if (Files.isDirectory(path)) {
        return Optional.of(new FileHead(path, name, "", List.of()));
      }
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(path)) {
        String text = new String(in.readNBytes(LENGTH), StandardCharsets.ISO_8859_1);
        return Optional.of(
            new FileHead(path, name, text, text.startsWith("PK") ? entries(path) : List.of()));
      }
    } catch (IOException e) {
      // Whoever reads it says why it cannot be.
      return Optional.empty();
    }
  }

  private static List<String> entries(Path archive) {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (names.size() < MOST_ENTRIES && entries.hasMoreElements()) {
        names.add(entries.nextElement().getName());
      }
    } catch (IOException | IllegalArgumentException e) {
      // A damaged archive: whoever reads it says how.
      return List.of();
    }
    return names;
  }

  Optional<FileKind> kind() {
    if (Files.isDirectory(path)) {
      return folder();
    }
    return text.startsWith("PK") ? archive() : begun().or(this::written);
  }

  private Optional<FileKind> folder() {
    if (Files.isRegularFile(path.resolve("saved_model.pb"))) {
      return Optional.of(FileKind.SAVED_MODEL);
    }
    boolean transformers =
        FileHead.of(path.resolve("config.json"))
            .filter(config -> config.text.contains("\"model_type\""))
            .isPresent();
    return transformers ? Optional.of(FileKind.TRANSFORMERS) : Optional.empty();
  }

  private Optional<FileKind> archive() {
    if (has(entry -> entry.endsWith("models/model.json"))
        || has(entry -> entry.endsWith("serialized_exported_program.json"))) {
      return Optional.of(FileKind.TORCH_EXPORT);
    } else if (has(entry -> entry.contains("/code/") || entry.endsWith("constants.pkl"))) {
      return Optional.of(FileKind.TORCH_SCRIPT);
    } else if (has(entry -> entry.endsWith("data.pkl"))) {
      return Optional.of(FileKind.TORCH);
    } else if (has("config.json"::equals) && has("model.weights.h5"::equals)) {
      return Optional.of(FileKind.KERAS);
    }
    return has(entry -> entry.endsWith(NPY)) ? Optional.of(FileKind.NPZ) : Optional.empty();
  }

  private boolean has(Predicate<String> which) {
    return entries.stream().anyMatch(which);
  }

  /** By its first bytes. */
  private Optional<FileKind> begun() {
    if (text.startsWith("\u0093NUMPY")) {
      return Optional.of(FileKind.NPY);
    } else if (text.startsWith("\u0089HDF") || text.startsWith("\u0089HDF", AFTER_MATLAB)) {
      boolean weights = name.endsWith(".weights.h5");
      return Optional.of(weights ? FileKind.KERAS_WEIGHTS : FileKind.HDF5);
    } else if (text.startsWith("TFL3", 4)) {
      return Optional.of(FileKind.TFLITE);
    } else if (text.startsWith("{", 8) && text.contains("\"dtype\"")) {
      return Optional.of(FileKind.SAFETENSORS);
    } else if (text.startsWith("\u0080") && text.length() > 1 && text.charAt(1) <= 5) {
      return Optional.of(FileKind.PICKLE);
    } else if (text.startsWith("MATLAB 5.0 MAT-file")) {
      return Optional.of(FileKind.MATLAB);
    } else if (text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(FileKind.PICTURE);
    } else if (text.startsWith("GIF8")
        || text.startsWith("WEBP", 8)
        || text.startsWith("II*\0")
        || text.startsWith("MM\0*")) {
      return Optional.of(FileKind.OTHER_PICTURE);
    }
    return text.startsWith("\b") && name.endsWith(".onnx")
        ? Optional.of(FileKind.ONNX)
        : Optional.empty();
  }

  /** Of text, by what stands in it. */
  private Optional<FileKind> written() {
    String begin = text.stripLeading().toLowerCase(Locale.ROOT);
    if (!WORDS.matcher(text).matches()) {
      return Optional.empty();
    } else if (begin.startsWith("version https://git-lfs.github.com")) {
      return Optional.of(FileKind.LFS_POINTER);
    } else if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
      return Optional.of(FileKind.HTML);
    } else if (begin.startsWith("tree\n") || begin.startsWith("{\"learner\"")) {
      return Optional.of(FileKind.TREES);
    } else if (begin.startsWith("{") && begin.contains("\"class_name\"")) {
      return Optional.of(FileKind.KERAS_JSON);
    } else if (NUMBERS.matcher(text).matches()) {
      return Optional.of(FileKind.NUMBERS);
    }
    return name.endsWith(".py") ? Optional.of(FileKind.PYTHON) : Optional.empty();
  }

  /** A sentence with the file's name, its name without an ending, and what stands in it. */
  Optional<String> said(@Nullable String sentence) {
    if (sentence == null) {
      return Optional.empty();
    }
    int dot = name.lastIndexOf('.');
    return Optional.of(
        sentence
            .replace("$A", firstArray())
            .replace("$D", text.contains(",") ? "\",\"" : text.contains(";") ? "\";\"" : "None")
            .replace("$S", dot > 0 ? name.substring(0, dot) : name)
            .replace("$F", name));
  }

  /**
   * The same of a file whose arrays have names.
   *
   * @param names of those arrays; none where they cannot be read
   * @param lists code that would list them
   */
  Optional<String> said(@Nullable String sentence, List<String> names, String lists) {
    List<String> plain = names.stream().filter(each -> !STEERS.matcher(each).find()).toList();
    if (sentence == null) {
      return Optional.empty();
    } else if (plain.isEmpty()) {
      return said(
          sentence.substring(0, sentence.indexOf(';')) + "; " + lists + " lists its arrays");
    }
    boolean matlab = text.startsWith("MATLAB");
    return said(
        sentence
            .replace("$A", ForeignText.excerpt(plain.get(0)))
            .replace("$T", matlab ? ".T" : "")
            .replace("$O", plain.size() == 1 ? "it" : "one of " + listed(plain)));
  }

  private static String listed(List<String> names) {
    String some =
        names.stream()
            .limit(MOST_NAMED)
            .map(ForeignText::excerpt)
            .collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return some + (more > 0 ? " and " + more + " more" : "");
  }

  private String firstArray() {
    Matcher tensor = FIRST_TENSOR.matcher(text);
    if (tensor.find()) {
      return ForeignText.excerpt(tensor.group(1));
    }
    return entries.stream()
        .filter(entry -> entry.endsWith(NPY))
        .map(entry -> ForeignText.excerpt(entry.substring(0, entry.length() - NPY.length())))
        .findFirst()
        .orElse("NAME");
  }
}
