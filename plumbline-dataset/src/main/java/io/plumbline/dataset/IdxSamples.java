package io.plumbline.dataset;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.idx.Idx;
import io.plumbline.data.idx.IdxFile;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Images of an IDX file, with the labels of the file beside it, where there is one by its usual
 * name; or the labels of such a file as samples.
 */
final class IdxSamples extends SampleSet {
  private final Path file;
  private final IdxFile elements;
  private final Optional<Path> labelFile;
  private final Optional<IdxFile> labels;

  private IdxSamples(
      DataSpec spec, IdxFile elements, Optional<Path> labelFile, Optional<IdxFile> labels) {
    super(spec.text(), elements.count());
    this.file = spec.path();
    this.elements = elements;
    this.labelFile = labelFile;
    this.labels = labels;
  }

  static IdxSamples open(DataSpec spec) {
    IdxFile elements = Idx.open(spec.path());
    try {
      boolean images = elements.shape().length > 0;
      Optional<Path> beside = images ? labelsBeside(spec.path()) : Optional.empty();
      Optional<IdxFile> labels = beside.map(found -> labels(found, elements.count(), spec));
      return new IdxSamples(spec, elements, beside, labels);
    } catch (RuntimeException e) {
      elements.close();
      throw e;
    }
  }

  private static IdxFile labels(Path file, int count, DataSpec spec) {
    IdxFile labels = Idx.open(file);
    if (labels.shape().length > 0 || labels.count() != count) {
      labels.close();
      throw invalid(
          file.toString(),
          "must be an IDX file of "
              + count
              + " labels, as many as "
              + spec.path().getFileName()
              + " has images");
    }
    return labels;
  }

  /** As {@code t10k-labels-idx1-ubyte} is beside {@code t10k-images-idx3-ubyte}. */
  private static Optional<Path> labelsBeside(Path images) {
    String name = images.getFileName().toString();
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    String labels = plain.replace("images", "labels").replace("idx3", "idx1");
    return Stream.of(labels, labels + ".gz")
        .filter(each -> !labels.equals(plain))
        .map(images::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  DataRecord sample(int index) {
    int[] shape = elements.shape();
    byte[] bytes = elements.element(index);
    if (shape.length == 0) {
      return DataRecord.of(index, NpyArray.ofBytes(NpyType.UINT8, bytes));
    }
    return new DataRecord(
        Integer.toString(index),
        NpyArray.ofBytes(NpyType.UINT8, bytes, shape[0], shape[1], 1),
        Optional.of(ImageLayout.HWC),
        false,
        labels
            .map(all -> OptionalInt.of(all.element(index)[0] & 0xff))
            .orElseGet(OptionalInt::empty));
  }

  @Override
  public List<Path> files() {
    return Stream.concat(Stream.of(file), labelFile.stream()).toList();
  }

  @Override
  public void close() {
    elements.close();
    labels.ifPresent(IdxFile::close);
  }
}
