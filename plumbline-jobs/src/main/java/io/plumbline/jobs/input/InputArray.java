package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.slip.ShapeSlip;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.data.picture.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code --input} gives, as it is stored or with its channels where a model may have them.
 *
 * @param name of the file
 * @param type of the numbers that are stored
 * @param shape with or without a batch axis
 * @param values in C order
 * @param turn how the shape came about; absent where nobody said where the channels are stored
 * @param picture whether it is of pictures
 */
public record InputArray(
    String name, NpyType type, int[] shape, double[] values, Optional<Turn> turn, boolean picture) {
  /**
   * Reads what is stored.
   *
   * @throws InvalidInputException if it cannot be read, or has not the layout's axes
   */
  static InputArray read(Path file, Optional<ArrayLayout> layout) {
    if (Picture.isMeantBy(file)) {
      return pictures(file, layout);
    }
    NpyArray array = Npy.read(file);
    String name = String.valueOf(file.getFileName());
    layout.ifPresent(said -> requireAxes(name, array.shape(), said));
    return new InputArray(
        name,
        array.type(),
        array.shape(),
        array.toDoubles(),
        layout.map(said -> new Turn(said.image(), said.image())),
        false);
  }

  /** One picture, or those of a folder. */
  private static InputArray pictures(Path path, Optional<ArrayLayout> layout) {
    if (layout.isPresent()) {
      throw new InvalidInputException(
          "--layout (" + layout.get() + ") must not be with pictures, which are known to be hwc");
    }
    List<Picture> all = Picture.files(path).stream().map(Picture::read).toList();
    Picture first = all.get(0);
    int size = first.levels().length;
    double[] values = new double[Math.multiplyExact(all.size(), size)];
    for (int k = 0; k < all.size(); k++) {
      Picture each = all.get(k);
      if (!each.size().equals(first.size())) {
        throw new InvalidInputException(
            each.name()
                + ": picture ("
                + each.size()
                + ") must be as the others are, "
                + first.size());
      }
      for (int i = 0; i < size; i++) {
        values[k * size + i] = each.levels()[i];
      }
    }
    int[] shape = {all.size(), first.rows(), first.columns(), first.channels()};
    return new InputArray(
        String.valueOf(path.getFileName()),
        NpyType.UINT8,
        shape,
        values,
        Optional.of(new Turn(ImageLayout.HWC, ImageLayout.HWC)),
        true);
  }

  /** Values of a sample that were float32. */
  InputArray(String name, double[] values, int[] sample) {
    this(name, NpyType.FLOAT32, sample, values, Optional.empty(), false);
  }

  /** The files that it is read from. */
  static List<Path> files(Path input) {
    return Picture.isMeantBy(input) ? Picture.files(input) : NamedArrays.files(input);
  }

  static void requireAxes(String name, int[] shape, ArrayLayout layout) {
    if (shape.length != layout.rank()) {
      throw new InvalidInputException(
          "--layout ("
              + layout
              + ") must be that of an array of "
              + layout.rank()
              + " axes, and "
              + name
              + " has the shape "
              + SampleArrays.text(shape));
    }
  }

  /**
   * The array in the other layouts that a model may have.
   *
   * @return none where nobody said where the channels are stored
   */
  public List<InputArray> turned() {
    List<InputArray> all = new ArrayList<>();
    if (turn.isPresent()) {
      ImageLayout stored = turn.get().from();
      for (ImageLayout to : List.of(ImageLayout.CHW, ImageLayout.HWC, ImageLayout.HW)) {
        Turn other = new Turn(stored, to);
        if (!other.isNone() && other.takes(shape)) {
          all.add(turned(other));
        }
      }
    }
    return all;
  }

  /**
   * The array as a model takes it.
   *
   * @param sample the shape of the model's input, without a batch axis
   * @param layout the model's, which decides where the array fits turned and as it is
   * @return this where it fits in no layout
   */
  InputArray arranged(int[] sample, Optional<ImageLayout> layout) {
    List<InputArray> fitting =
        Stream.concat(turned().stream(), Stream.of(this))
            .filter(each -> each.isOf(sample))
            .toList();
    return fitting.stream()
        .filter(each -> each.turn.map(Turn::to).equals(layout))
        .findFirst()
        .orElse(fitting.isEmpty() ? this : fitting.get(0));
  }

  private InputArray turned(Turn other) {
    return new InputArray(
        name, type, other.shape(shape), other.values(values, shape), Optional.of(other), picture);
  }

  /** Whether this is one sample of a shape, or a batch of them. */
  boolean isOf(int[] sample) {
    return Arrays.equals(shape, sample)
        || shape.length == sample.length + 1
            && Arrays.equals(Arrays.copyOfRange(shape, 1, shape.length), sample);
  }

  /** The error of an array that no arrangement makes one sample or more. */
  InvalidInputException misfit(int[] sample, Optional<ImageLayout> layout) {
    if (picture) {
      return new InvalidInputException(
          name
              + ": pictures ("
              + size(Shape.of(Arrays.copyOfRange(shape, 1, 4)), ImageLayout.HWC)
              + ") must be as the model's input "
              + SampleArrays.text(sample)
              + " is"
              + layout.map(known -> ": " + way(sample, known)).orElse(", which is no image"));
    }
    return new InvalidInputException(
        name
            + ": shape "
            + SampleArrays.text(shape)
            + " must be the model's input shape "
            + SampleArrays.text(sample)
            + ", or that of a batch, with the number of samples before it"
            + mend(sample));
  }

  private static String size(Shape shape, ImageLayout layout) {
    Image image = Image.of(shape, layout);
    return image.columns() + " x " + image.rows() + " pixels, channels: " + image.channels();
  }

  private static String way(int[] sample, ImageLayout layout) {
    Image image = Image.of(Shape.of(sample), layout);
    return size(Shape.of(sample), layout)
        + "; in PIL: convert(\""
        + (image.channels() == 1 ? "L" : "RGB")
        + "\").resize(("
        + image.columns()
        + ", "
        + image.rows()
        + "))";
  }

  /** What to say to someone whose array has its channels elsewhere, or an axis more or less. */
  private String mend(int[] sample) {
    Optional<String> code = ShapeSlip.mendToSamples("x", shape, sample);
    return otherLayout(sample)
        .map(turned -> turned + code.map(numpy -> ", as " + numpy + " does").orElse(""))
        .or(() -> code.map(numpy -> "; " + numpy + " has that shape"))
        .orElse("");
  }

  private Optional<String> otherLayout(int[] sample) {
    for (ArrayLayout layout : ArrayLayout.values()) {
      if (turn.isEmpty()
          && layout.rank() == shape.length
          && stored(layout).arranged(sample, Optional.empty()).isOf(sample)) {
        return Optional.of("; --layout " + layout + " turns it");
      }
    }
    return Optional.empty();
  }

  private InputArray stored(ArrayLayout layout) {
    Turn none = new Turn(layout.image(), layout.image());
    return new InputArray(name, type, shape, values, Optional.of(none), picture);
  }

  /**
   * Refuses numbers that no model is fed with.
   *
   * @throws InvalidInputException if they are whole and nobody said what becomes of them, or one is
   *     not finite
   */
  void requireNumbers(Preprocessing preprocessing) {
    if (preprocessing.scale().isEmpty()) {
      SampleArrays.requireFloat(
          name, type, ", or come with --scale: 1/255 for a model of [0, 1], 1 for one of [0, 255]");
    }
    SampleArrays.requireFinite(name, values, "");
  }
}
