package io.plumbline.dataset;

import io.plumbline.data.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Labels of a text file, one a line; in a {@code .csv} file the first line may be a heading. They
 * are kept, four bytes each.
 */
final class TextLabels implements LabelSource {
  private final Source source;
  private final Path file;
  private final int[] labels;

  private TextLabels(Source source, Path file, int[] labels) {
    this.source = source;
    this.file = file;
    this.labels = labels;
  }

  static boolean isMeantBy(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".txt") || name.endsWith(".csv");
  }

  static TextLabels read(Path file) {
    Source source = Source.of(file);
    boolean headed = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    return new TextLabels(source, file, source.read(in -> labels(source, in, headed)));
  }

  private static int[] labels(Source source, InputStream in, boolean headed) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    IntStream.Builder labels = IntStream.builder();
    int count = 0;
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.strip();
      if (text.matches("[+-]?\\d{1,9}")) {
        labels.add(Integer.parseInt(text));
        count++;
      } else if (!(number == 1 && headed)) {
        throw source.invalid(
            "line " + number + " (" + Source.excerpt(text) + ") must be one whole number");
      }
    }
    if (count == 0) {
      throw source.invalid("lines (none) must be of one whole number each");
    }
    return labels.build().toArray();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    if (index < 0 || index >= labels.length) {
      throw source.invalid("label (" + index + ") must be at least 0 and below " + labels.length);
    }
    return labels[index];
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }
}
