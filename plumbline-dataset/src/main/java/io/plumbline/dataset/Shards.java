package io.plumbline.dataset;

import java.nio.file.Path;
import java.util.List;

/** Files as one data set, one after another. */
final class Shards extends SampleSet {
  private final List<SampleSource> parts;

  /** Where each part ends among all samples. */
  private final int[] ends;

  /**
   * Parts of a whole.
   *
   * @param name of the whole
   * @param parts named as the files are
   */
  Shards(String name, List<SampleSource> parts) {
    super(name, parts.stream().mapToLong(SampleSource::size).sum());
    this.parts = parts;
    this.ends = new int[parts.size()];
    int end = 0;
    for (int k = 0; k < ends.length; k++) {
      end += parts.get(k).size();
      ends[k] = end;
    }
  }

  @Override
  DataRecord sample(int index) {
    int part = Ranges.holding(ends, index);
    SampleSource source = parts.get(part);
    DataRecord record = source.read(index - ends[part] + source.size());
    return record.keyed(source.name() + ":" + record.key());
  }

  @Override
  public List<Path> files() {
    return parts.stream().flatMap(each -> each.files().stream()).toList();
  }

  @Override
  public void close() {
    parts.forEach(SampleSource::close);
  }
}
