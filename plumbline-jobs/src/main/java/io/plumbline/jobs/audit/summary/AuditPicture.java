package io.plumbline.jobs.audit.summary;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.dataset.DataRecord;
import io.plumbline.dataset.SampleSource;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Gallery.Picture;
import io.plumbline.report.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A sample as a picture, as it is stored, with fewer pixels where it has many. */
final class AuditPicture {
  private static final int MOST_PIXELS = 128;

  private AuditPicture() {}

  static Optional<Picture> of(AuditPlan plan, SampleSource source, int index) {
    try {
      DataRecord record = source.read(index);
      Shape shape = Shape.of(record.values().shape());
      return layout(plan, record, shape)
          .map(layout -> picture(index, record.values(), Image.of(shape, layout)));
    } catch (InvalidInputException e) {
      // What was read when it was audited may be gone by now; its row says all the same.
      return Optional.empty();
    }
  }

  /** As the data say it, else as the user does, else as the model takes it; two axes have none. */
  private static Optional<ImageLayout> layout(AuditPlan plan, DataRecord record, Shape shape) {
    Optional<ImageLayout> said =
        record
            .layout()
            .or(() -> Optional.ofNullable(plan.options().get("layout")).map(AuditPicture::layout))
            .or(() -> plan.channels().map(AuditPicture::layout));
    return said.map(layout -> shape.rank() == 2 ? ImageLayout.HW : layout)
        .filter(layout -> shape.rank() == (layout == ImageLayout.HW ? 2 : 3));
  }

  /** With an axis for the batch or without, which a sample has not. */
  private static ImageLayout layout(String word) {
    return ImageLayout.valueOf(word.toUpperCase(Locale.ROOT).replace("N", ""));
  }

  private static Picture picture(int index, NpyArray array, Image image) {
    double[] values = array.toDoubles();
    int channels = image.channels() >= 3 ? 3 : 1;
    int step = (Math.max(image.rows(), image.columns()) + MOST_PIXELS - 1) / MOST_PIXELS;
    int rows = (image.rows() + step - 1) / step;
    int columns = (image.columns() + step - 1) / step;
    double[] pixels = new double[rows * columns * channels];
    Arrays.setAll(
        pixels,
        k ->
            values[
                image.flat(
                    k / channels / columns * step, k / channels % columns * step, k % channels)]);
    return new Picture(
        "sample-" + index,
        "Sample " + index,
        rows,
        columns,
        channels,
        Values.of(pixels),
        scale(array.type(), pixels),
        List.of(image.rows() + " by " + image.columns() + " pixels"));
  }

  private static ColourScale.Gray scale(NpyType type, double[] pixels) {
    if (type == NpyType.UINT8) {
      return new ColourScale.Gray(0, 255);
    }
    double[] finite = Arrays.stream(pixels).filter(Double::isFinite).toArray();
    return new ColourScale.Gray(
        Arrays.stream(finite).min().orElse(0), Arrays.stream(finite).max().orElse(0));
  }
}
