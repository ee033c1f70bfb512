package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.nio.file.Path;
import java.util.List;

/** The examples of a TFRecord file. */
final class TfRecordSamples extends Samples {
  private final Path file;
  private final TfRecordFile records;
  private final ExampleFeatures features;

  private TfRecordSamples(DataSpec spec, TfRecordFile records, ExampleFeatures features) {
    super(spec.text(), records.count());
    this.file = spec.path();
    this.records = records;
    this.features = features;
  }

  static TfRecordSamples open(DataSpec spec) {
    Source source = Source.of(spec.path());
    if (source.read(in -> in.read() == 0x1f && in.read() == 0x8b)) {
      throw invalid(spec.text(), "must not be compressed: gunzip it first");
    }
    TfRecordFile records = new TfRecordFile(source);
    try {
      return new TfRecordSamples(spec, records, chosen(spec, records));
    } catch (InvalidInputException e) {
      throw invalid(spec.text(), e.getMessage());
    }
  }

  /** By the first example that can be read; a file of none says what is wrong with the last. */
  private static ExampleFeatures chosen(DataSpec spec, TfRecordFile records) {
    for (int k = 0; k < records.count(); k++) {
      Example example;
      try {
        example = Example.read(records.record(k));
      } catch (InvalidInputException e) {
        if (k == records.count() - 1) {
          throw e;
        }
        continue;
      }
      return ExampleFeatures.of(example, spec.within());
    }
    // Of an empty file, one part of several, nothing is asked.
    return new ExampleFeatures("");
  }

  @Override
  DataRecord sample(int index) {
    Example example = Example.read(records.record(index));
    return features.sample(Integer.toString(index), example);
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }
}
