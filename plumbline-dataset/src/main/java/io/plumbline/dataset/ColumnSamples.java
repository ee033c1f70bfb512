package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.data.picture.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/** The rows of a Parquet file: one column of values, and one of labels where there is one. */
final class ColumnSamples extends SampleSet {
  private final Path path;
  private final ColumnFile file;
  private final int values;
  private final OptionalInt labels;

  private ColumnSamples(DataSpec spec, ColumnFile file, String values) {
    super(spec.text(), file.rows());
    this.path = spec.path();
    this.file = file;
    this.values = file.columns().indexOf(values);
    this.labels =
        UsualNames.LABELS.stream()
            .filter(name -> !name.equals(values))
            .mapToInt(file.columns()::indexOf)
            .filter(index -> index >= 0)
            .findFirst();
  }

  static ColumnSamples open(DataSpec spec) {
    ColumnFile.Format format =
        ServiceLoader.load(ColumnFile.Format.class)
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(spec.text(), "must not be Parquet where plumbline-parquet is missing"));
    try {
      ColumnFile file = format.open(spec.path());
      return new ColumnSamples(
          spec, file, UsualNames.values("column", file.columns(), spec.within()));
    } catch (InvalidInputException e) {
      throw invalid(spec.text(), e.getMessage());
    }
  }

  @Override
  DataRecord sample(int index) {
    String key = Integer.toString(index);
    Cell cell = file.read(values, index);
    OptionalInt label = label(index);
    if (cell.numbers().isPresent()) {
      return new DataRecord(key, cell.numbers().get(), Optional.empty(), false, label);
    }
    byte[] bytes = cell.string().orElseThrow();
    return Picture.isBegunBy(bytes)
        ? PictureSamples.pictured(key, Picture.decode("picture", bytes), label)
        : new DataRecord(
            key,
            NpyArray.ofBytes(NpyType.UINT8, bytes, bytes.length),
            Optional.empty(),
            false,
            label);
  }

  /** None where the column is not of single whole numbers. */
  private OptionalInt label(int index) {
    if (labels.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<NpyArray> stored =
        file.read(labels.getAsInt(), index)
            .numbers()
            .filter(numbers -> numbers.size() == 1 && !numbers.type().isFloat());
    return stored.isPresent()
        ? OptionalInt.of(NumberLabels.label(stored.get().toUnsignedLongs()[0]))
        : OptionalInt.empty();
  }

  @Override
  public List<Path> files() {
    return List.of(path);
  }
}
