package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Gzip;
import io.plumbline.data.Source;
import io.plumbline.data.Unpacked;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The examples of a TFRecord file, which is unpacked to a temporary file where it is packed. */
final class TfRecordSamples extends SampleSet {
  private final Path file;
  private final TfRecordFile records;
  private final ExampleFeatures features;
  private final Optional<Unpacked> unpacked;

  private TfRecordSamples(DataSpec spec, TfRecordFile records, Optional<Unpacked> unpacked) {
    super(spec.text(), records.count());
    this.file = spec.path();
    this.records = records;
    this.features = chosen(spec, records);
    this.unpacked = unpacked;
  }

  static TfRecordSamples open(DataSpec spec) {
    Source source = Source.of(spec.path());
    Optional<Unpacked> unpacked = Gzip.unpacked(source);
    try {
      Source records =
          unpacked.map(all -> Source.of(all.file()).named(source.name())).orElse(source);
      return new TfRecordSamples(spec, new TfRecordFile(records), unpacked);
    } catch (InvalidInputException e) {
      unpacked.ifPresent(Unpacked::close);
      throw invalid(spec.text(), e.getMessage());
    }
  }

  /** By the first example that can be read; a file of none says what is wrong with the last. */
  private static ExampleFeatures chosen(DataSpec spec, TfRecordFile records) {
    for (int k = 0; k < records.count(); k++) {
      TfExample example;
      try {
        example = TfExample.read(records.record(k));
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
    TfExample example = TfExample.read(records.record(index));
    return features.sample(Integer.toString(index), example);
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public void close() {
    unpacked.ifPresent(Unpacked::close);
  }
}
