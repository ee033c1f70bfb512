package io.plumbline.dataset;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyRows;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Data sets that their usual writers wrote, and what these had: {@code make.py} beside them. */
final class Fixtures {
  private static final Path FOLDER = Path.of("../plumbline-testing/fixtures/datasets");

  private Fixtures() {}

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  static SampleSource open(String spec) {
    return SampleSource.open(FOLDER + "/" + spec);
  }

  /** What the writer had, sample by sample. */
  static NpyArray[] had(String name) {
    try (NpyRows rows = NpyRows.open(file(name))) {
      return IntStream.range(0, rows.count()).mapToObj(rows::row).toArray(NpyArray[]::new);
    }
  }

  /** The labels that the writer had. */
  static long[] labels(String name) {
    return Npy.read(file(name)).toLongs();
  }

  /** What a data set has. */
  static NpyArray[] values(SampleSource source) {
    return IntStream.range(0, source.size())
        .mapToObj(index -> source.read(index).values())
        .toArray(NpyArray[]::new);
  }

  /** What a data set says its labels are. */
  static long[] labels(SampleSource source) {
    return IntStream.range(0, source.size())
        .mapToLong(index -> source.read(index).label().orElseThrow())
        .toArray();
  }
}
