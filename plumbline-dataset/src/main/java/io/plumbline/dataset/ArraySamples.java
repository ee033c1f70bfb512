package io.plumbline.dataset;

import io.plumbline.data.npy.NpyRows;
import java.nio.file.Path;
import java.util.List;

/** The rows of an array of NumPy's: a {@code .npy} file, or a member of a {@code .npz} archive. */
final class ArraySamples extends SampleSet {
  private final NpyRows rows;

  private ArraySamples(String name, NpyRows rows) {
    super(name, rows.count());
    this.rows = rows;
  }

  static ArraySamples open(DataSpec spec) {
    String member = spec.within().map(name -> ":" + name).orElse("");
    return new ArraySamples(spec.text(), NpyRows.open(Path.of(spec.path() + member)));
  }

  @Override
  DataRecord sample(int index) {
    return DataRecord.of(index, rows.row(index));
  }

  @Override
  public List<Path> files() {
    return rows.files();
  }

  @Override
  public void close() {
    rows.close();
  }
}
