package io.plumbline.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an input, against torchvision's and Keras's own. */
class PreprocessingTest {
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);
  private static final Optional<ImageLayout> FIRST = Optional.of(ImageLayout.CHW);
  private static final Optional<ImageLayout> LAST = Optional.of(ImageLayout.HWC);

  /** Version 2 of the transforms multiplies by a rounded 1/255, and is an ulp or two away. */
  @Test
  void isTorchvisionsToTheLastBit() {
    Preprocessing usual =
        new Preprocessing(OptionalDouble.of(1 / 255.0), MEAN, STD, Optional.of(ArrayLayout.HWC));
    int[] sample = {3, 8, 8};
    InputArray photo =
        InputArray.read(Fixtures.path("inputs/photo.npy"), usual.layout()).arranged(sample, FIRST);
    assertThat(usual.apply(photo, sample, FIRST))
        .containsExactly(values("photo-torchvision"))
        .containsExactly(values("photo-torchvision-v2"), within(1e-6));
  }

  @Test
  void aByteTimesOneOver255IsWhatDivisionGives() {
    double[] bytes = new double[256];
    double[] quotients = new double[256];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = k;
      quotients[k] = k / 255f;
    }
    assertThat(scaled(1 / 255.0).apply(array(NpyType.UINT8, bytes), new int[] {256}, FIRST))
        .containsExactly(quotients);
  }

  @Test
  void isKerassRescaling() {
    Preprocessing rescaling =
        new Preprocessing(OptionalDouble.of(1 / 127.5), List.of(1.0), List.of(), Optional.empty());
    assertNear(rescaling, "photo-rescaling");
  }

  /** Along the last axis, whatever the input is. */
  @Test
  void isKerassNormalization() {
    Preprocessing normalization =
        new Preprocessing(
            OptionalDouble.of(1),
            List.of(120.0, 118.0, 104.0),
            List.of(Math.sqrt(3400), Math.sqrt(3300), Math.sqrt(3200)),
            Optional.empty());
    assertNear(normalization, "photo-normalization");
  }

  private static void assertNear(Preprocessing preprocessing, String expected) {
    InputArray photo = InputArray.read(Fixtures.path("inputs/photo.npy"), Optional.empty());
    assertThat(preprocessing.apply(photo, photo.shape(), LAST))
        .containsExactly(values(expected), within(3e-7));
  }

  /** Mean and standard deviation as a part of the model, or before it. */
  @ParameterizedTest
  @CsvSource({"0.485;0.456;0.406, 0.229;0.224;0.225", "0.45, 0.2;0.3;0.4", "0.45, 0.2", "0.45, ''"})
  void aModelOfScaledValuesIsTheSame(String mean, String std) {
    Preprocessing all =
        new Preprocessing(OptionalDouble.of(1 / 255.0), list(mean), list(std), Optional.empty());
    int[] sample = {3, 8, 8};
    InputArray photo =
        InputArray.read(Fixtures.path("inputs/photo.png"), Optional.empty())
            .arranged(sample, FIRST);
    Graph model = Models.read(Fixtures.path("inputs/colour.onnx"));
    double behind = loss(model, all.apply(photo, sample, FIRST));
    double before = loss(all.before(model), all.untilScaled().apply(photo, sample, FIRST));
    assertThat(before).isCloseTo(behind, within(1e-6)).isNotEqualTo(loss(model, photo.values()));
  }

  private static List<Double> list(String numbers) {
    return Arrays.stream(numbers.split(";"))
        .filter(each -> !each.isEmpty())
        .map(Double::valueOf)
        .toList();
  }

  private static double loss(Graph model, double[] x) {
    return Evaluator.of(model).at(x, Loss.CROSS_ENTROPY, Target.label(3, 5)).loss();
  }

  @Test
  void float64StaysFloat64() {
    double[] one = {0.1};
    assertThat(scaled(1 / 3.0).apply(array(NpyType.FLOAT64, one), new int[] {1}, FIRST))
        .containsExactly(0.1 * (1 / 3.0));
    assertThat(scaled(1 / 3.0).apply(array(NpyType.FLOAT32, one), new int[] {1}, FIRST))
        .containsExactly((float) (0.1 * (1 / 3.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,1,3 | CHW | --mean (1.0, 2.0, 3.0) must be one number, or one for each channel of the"
            + " model's input (1, 1, 3), which has 1",
        "3,1,1 | HWC | --mean (1.0, 2.0, 3.0) must be one number, or one for each channel of the"
            + " model's input (3, 1, 1), which has 1",
        "1,4 | HW | --mean (1.0, 2.0, 3.0) must be one number, or one for each channel of the"
            + " model's input (1, 4), which has 1",
        "5 | | --mean (1.0, 2.0, 3.0) must be one number, or one for each channel of the model's"
            + " input (5,), which has 5",
        "2,2,2,2 | | --mean (1.0, 2.0, 3.0) must be one number, or one for each channel of the"
            + " model's input (2, 2, 2, 2), which has 2",
      })
  void asManyNumbersAsChannels(String shape, ImageLayout layout, String line) {
    int[] sample = List.of(shape.split(",")).stream().mapToInt(Integer::parseInt).toArray();
    Preprocessing three =
        new Preprocessing(
            OptionalDouble.empty(), List.of(1.0, 2.0, 3.0), List.of(), Optional.empty());
    InputArray none = new InputArray("x", new double[0], sample);
    assertThatThrownBy(() -> three.apply(none, sample, Optional.ofNullable(layout)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  /** Features of a table, a sequence's, and the channels of a volume, at either end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | | -1 -2 -3",
        "2,3 | HW | -1 -2 -3 -1 -2 -3",
        "3,1,2,1 | | -1 -1 -2 -2 -3 -3",
        "2,1,1,3 | | -1 -2 -3 -1 -2 -3",
        "3,1,2 | CHW | -1 -1 -2 -2 -3 -3",
        "1,2,3 | HWC | -1 -2 -3 -1 -2 -3",
      })
  void findsTheChannels(String shape, ImageLayout layout, String expected) {
    int[] sample = List.of(shape.split(",")).stream().mapToInt(Integer::parseInt).toArray();
    double[] zeros = new double[expected.split(" ").length];
    Preprocessing three =
        new Preprocessing(
            OptionalDouble.empty(), List.of(1.0, 2.0, 3.0), List.of(), Optional.empty());
    InputArray array = new InputArray("x", zeros, sample);
    assertThat(three.apply(array, sample, Optional.ofNullable(layout)))
        .containsExactly(
            List.of(expected.split(" ")).stream().mapToDouble(Double::parseDouble).toArray());
  }

  private static Preprocessing scaled(double scale) {
    return new Preprocessing(OptionalDouble.of(scale), List.of(), List.of(), Optional.empty());
  }

  private static InputArray array(NpyType type, double[] values) {
    return new InputArray("x", type, new int[] {values.length}, values, Optional.empty(), false);
  }

  private static double[] values(String name) {
    NpyArray array = Npy.read(Fixtures.path("inputs/" + name + ".npy"));
    return array.toDoubles();
  }
}
