package io.plumbline.jobs;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.Sha256;
import io.plumbline.data.Source;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.report.KeptReport;
import io.plumbline.report.Report;
import io.plumbline.report.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report beside a result's JSON, kept so that it can be drawn again: a NumPy archive, whose array
 * {@code report} has the bytes of a {@link KeptReport}'s text, and {@code 0}, {@code 1} and so on
 * its arrays. An archive may come from a stranger.
 */
public final class ReportArchive {
  private static final String ENDING = ".report.npz";
  private static final String TEXT = "report";

  /** Many times what the reports of a batch of images have. */
  private static final int LONGEST_TEXT = 1 << 24;

  private static final long LARGEST_FILE = 1L << 28;

  private ReportArchive() {}

  /**
   * What the JSON says of it.
   *
   * @param file its name, in the folder of the JSON
   * @param sha256 of its bytes, 64 hexadecimal digits
   */
  public record Named(String file, String sha256) {}

  /**
   * Where it is kept.
   *
   * @param json the result's file
   * @return the file beside it
   */
  public static Path beside(Path json) {
    return json.resolveSibling(stem(json) + ENDING);
  }

  /**
   * A result's name without what says that it is JSON.
   *
   * @param json the result's file
   * @return its name, in no folder
   */
  public static String stem(Path json) {
    String name = String.valueOf(json.getFileName());
    return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
  }

  /**
   * Keeps a report.
   *
   * @param report any
   * @return the content of the archive, the same each time
   */
  public static byte[] of(Report report) {
    KeptReport kept = KeptReport.of(report);
    byte[] text = kept.text().getBytes(StandardCharsets.UTF_8);
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put(TEXT, NpyArray.ofBytes(NpyType.UINT8, text, text.length));
    for (Values values : kept.arrays()) {
      arrays.put(Integer.toString(arrays.size() - 1), array(values));
    }
    return NamedArrays.bytes(arrays);
  }

  private static NpyArray array(Values values) {
    double[] numbers = values.toArray();
    return NpyArray.of(
        values.isSinglePrecision() ? NpyType.FLOAT32 : NpyType.FLOAT64, numbers, numbers.length);
  }

  /**
   * What a result's JSON will say of an archive.
   *
   * @param file the archive
   * @param archive its content
   * @return name and sum
   */
  public static Named named(Path file, byte[] archive) {
    return new Named(String.valueOf(file.getFileName()), new Sha256().add(archive).hex());
  }

  /**
   * Reads a report again.
   *
   * @param file the archive
   * @param sha256 that it must have
   * @return the report
   * @throws InvalidInputException if it is another file, or cannot be worked with
   */
  public static Report read(Path file, String sha256) {
    Source source = Source.of(file);
    long bytes = source.size().orElse(0);
    if (bytes > LARGEST_FILE) {
      throw source.invalid("bytes (" + bytes + ") must be at most " + LARGEST_FILE);
    }
    Sha256 sum = new Sha256();
    source.read(sum::add);
    String found = sum.hex();
    if (!found.equals(sha256)) {
      throw source.invalid(
          "SHA-256 (" + found + ") must be " + Source.excerpt(sha256) + ", as the result says");
    }
    Map<String, NpyArray> arrays = NamedArrays.read(file);
    NpyArray text = arrays.get(TEXT);
    if (text == null
        || text.type() != NpyType.UINT8
        || text.shape().length != 1
        || text.size() > LONGEST_TEXT) {
      throw source.invalid(
          "report (missing) must be an array of at most " + LONGEST_TEXT + " bytes");
    }
    List<Values> values = new ArrayList<>();
    for (int k = 0; k < arrays.size() - 1; k++) {
      values.add(values(source, Integer.toString(k), arrays));
    }
    try {
      return new KeptReport(text(text), values).report();
    } catch (InvalidInputException e) {
      throw source.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String text(NpyArray array) {
    long[] numbers = array.toLongs();
    byte[] bytes = new byte[numbers.length];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) numbers[k];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Values values(Source source, String name, Map<String, NpyArray> arrays) {
    NpyArray array = arrays.get(name);
    if (array != null && array.type() == NpyType.FLOAT32) {
      return Values.of(array.toFloats());
    } else if (array != null && array.type() == NpyType.FLOAT64) {
      return Values.of(array.toDoubles());
    }
    throw source.invalid("array " + name + " (missing) must be of float32 or float64");
  }
}
