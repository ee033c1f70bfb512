package io.plumbline.parquet;

import io.plumbline.dataset.ColumnFile;
import java.nio.file.Path;

/** Found by {@code plumbline-dataset} where this module is there. */
public final class ParquetFormat implements ColumnFile.Format {
  @Override
  public ColumnFile open(Path file) {
    return ParquetFile.open(file);
  }
}
