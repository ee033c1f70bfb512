package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake that arrays show, asked alone: what it says, and where it says nothing. */
class ArraysTest {
  private static final int ROWS = 6;
  private static final int COLUMNS = 8;

  /** An image and its derivative, of float32 and known to a few of its roundings. */
  private record Given(Shape shape, boolean first, double[] right) {
    static Given of(Shape shape, boolean first) {
      Random random = new Random(shape.size());
      double[] right = new double[shape.size()];
      Arrays.setAll(
          right,
          k -> {
            double value = random.nextGaussian();
            return (float) (value + Math.copySign(0.1, value));
          });
      return new Given(shape, first, right);
    }

    static Given colour(boolean first) {
      return of(first ? Shape.of(3, ROWS, COLUMNS) : Shape.of(ROWS, COLUMNS, 3), first);
    }

    static Given grey() {
      return of(Shape.of(ROWS, COLUMNS), false);
    }

    Image image() {
      return Image.ofAny(shape, first);
    }

    Suspicion with(IntToDoubleFunction given) {
      double[] gradient = new double[right.length];
      Arrays.setAll(gradient, given);
      double[] rounding = new double[right.length];
      Arrays.fill(rounding, 1e-6);
      return new Suspicion(gradient, shape, first, List.of(right), rounding);
    }
  }

  private static Optional<Cause> find(Mistake mistake, Suspicion suspicion) {
    return mistake.find(suspicion).map(Finding::cause);
  }

  private static Cause found(Mistake mistake, Suspicion suspicion) {
    return find(mistake, suspicion).orElseThrow();
  }

  private interface Pixel {
    boolean is(int row, int column, int channel);
  }

  private static Suspicion zeroed(Given given, Pixel lost) {
    Image image = given.image();
    return given.with(
        k -> lost.is(image.row(k), image.column(k), image.channel(k)) ? 0 : given.right[k]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void zerosOfEachShape(boolean first) {
    Given given = Given.colour(first);
    Mistake mistake = new PartlyZero();
    Cause box = found(mistake, zeroed(given, (r, c, k) -> r >= 1 && r < 3 && c >= 2 && c < 7));
    assertThat(box.sentence())
        .isEqualTo(
            "30 entries are zero where the derivative is not (rows 1 to 2, columns 2 to 6), and"
                + " the rest is right: a mask, a crop or a slice was applied to the input or its"
                + " gradient, or part of an array was never written.");
    assertThat(box.details())
        .containsExactly(
            entry("where", "rows 1 to 2, columns 2 to 6"),
            entry("kind", "box"),
            entry("rows", List.of(1, 2)),
            entry("columns", List.of(2, 6)),
            entry("coordinates", 30));
    assertThat(found(mistake, zeroed(given, (r, c, k) -> r == 4)).details())
        .containsEntry("kind", "rows")
        .containsEntry("where", "rows 4 to 4, columns 0 to 7");
    assertThat(found(mistake, zeroed(given, (r, c, k) -> c >= 6)).details())
        .containsEntry("kind", "columns")
        .containsEntry("where", "rows 0 to 5, columns 6 to 7");
    assertThat(found(mistake, zeroed(given, (r, c, k) -> k == 2)).details())
        .containsEntry("kind", "channel")
        .containsEntry("where", "rows 0 to 5, columns 0 to 7, channel 2")
        .containsEntry("coordinates", ROWS * COLUMNS);
    assertThat(found(mistake, zeroed(given, (r, c, k) -> k == 0 && r < 2)).details())
        .containsEntry("kind", "rows")
        .containsEntry("where", "rows 0 to 1, columns 0 to 7, channel 0");
    assertThat(found(mistake, zeroed(given, (r, c, k) -> k > 0)).details())
        .containsEntry("kind", "scattered")
        .containsEntry("where", "scattered over rows 0 to 5, columns 0 to 7");
    assertThat(found(mistake, zeroed(given, (r, c, k) -> r == c && k == 1)).details())
        .containsEntry("kind", "scattered")
        .containsEntry("where", "scattered over rows 0 to 5, columns 0 to 5, channel 1");
    assertThat(found(mistake, zeroed(Given.grey(), (r, c, k) -> true)).details())
        .containsEntry("kind", "box")
        .containsEntry("where", "rows 0 to 5, columns 0 to 7");
    assertThat(found(mistake, zeroed(Given.grey(), (r, c, k) -> r > 3)).details())
        .containsEntry("where", "rows 4 to 5, columns 0 to 7");
  }

  @Test
  void oneZeroIsNoRegionAndTheRestMustBeRight() {
    Given given = Given.grey();
    Mistake mistake = new PartlyZero();
    assertThat(find(mistake, zeroed(given, (r, c, k) -> r == 2 && c == 3))).isEmpty();
    assertThat(find(mistake, zeroed(given, (r, c, k) -> r == 2 && c / 2 == 2))).isPresent();
    // Of the 32 that are left, three of ten may be off, as near-ties change them.
    for (int off : new int[] {9, 10}) {
      Suspicion suspicion =
          given.with(k -> k < 16 ? 0 : k < 16 + off ? given.right[k] * 1.002 : given.right[k]);
      assertThat(find(mistake, suspicion).isPresent()).as("%d off", off).isEqualTo(off == 9);
    }
    // Off by less than a thousandth is right.
    assertThat(find(mistake, given.with(k -> k < 16 ? 0 : given.right[k] * 1.0005))).isPresent();
    // Where the derivative is zero itself, nothing was lost.
    Given dark = Given.grey();
    Arrays.fill(dark.right, 0, 12, 0);
    Cause cause = found(mistake, dark.with(k -> k < 24 ? 0 : dark.right[k]));
    assertThat(cause.details()).containsEntry("coordinates", 12).containsEntry("kind", "rows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.5 | 0.5 | Entries are cut off at ±1/2 | 0.5",
        "0 | Infinity | Negative entries are cut off at 0 | 0",
        "-Infinity | 0 | Positive entries are cut off at 0 | 0",
        "-Infinity | 0.25 | Entries are cut off above 1/4 | 0.25",
        "-0.75 | Infinity | Entries are cut off below -0.75 | -0.75",
        "-0.75 | 0.25 | Entries are cut off below -0.75 and above 1/4 | 0.25"
      })
  void cutOffEntries(double low, double high, String words, double threshold) {
    Given given = Given.grey();
    int cut = (int) Arrays.stream(given.right).filter(v -> v < low || v > high).count();
    Finding finding =
        new Clipped()
            .find(given.with(k -> Math.max(low, Math.min(high, given.right[k]))))
            .orElseThrow();
    boolean twoNumbers = low != -high && low != 0 && high != 0;
    assertThat(finding.cost()).isCloseTo((twoNumbers ? 2 : 1) * Price.CLIPPED.nats(), within(1e-9));
    assertThat(finding.cause().sentence())
        .isEqualTo(
            words
                + " ("
                + cut
                + " of them), and all others are right: the gradient was clipped by value, or"
                + " passed through a ReLU or a clamp.");
    assertThat(finding.cause().details())
        .containsEntry("threshold", threshold)
        .containsEntry("low", Double.isInfinite(low) ? null : low)
        .containsEntry("high", Double.isInfinite(high) ? null : high)
        .containsEntry("coordinates", cut);
  }

  @Test
  void oneEntryIsNotCutOff() {
    Given given = Given.grey();
    double[] sorted = Arrays.stream(given.right).sorted().toArray();
    int last = sorted.length - 1;
    for (int cut = 1; cut <= 2; cut++) {
      double most = (float) (sorted[last - cut] + 1e-3);
      Optional<Cause> above = find(new Clipped(), given.with(k -> Math.min(most, given.right[k])));
      assertThat(above.isPresent()).isEqualTo(cut == 2);
    }
    assertThat(find(new Clipped(), given.with(k -> given.right[k]))).isEmpty();
    // One at each end, at the same distance from zero: two.
    Given ends = Given.grey();
    ends.right[5] = 20;
    ends.right[11] = -30;
    Cause both = found(new Clipped(), ends.with(k -> Math.max(-8, Math.min(8, ends.right[k]))));
    assertThat(both.sentence()).startsWith("Entries are cut off at ±8 (2 of them)");
    assertThat(find(new Clipped(), ends.with(k -> Math.max(-7, Math.min(8, ends.right[k])))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, true, 1 down (rolled)",
    "-2, 0, true, 2 up (rolled)",
    "0, 3, true, 3 right (rolled)",
    "0, -1, false, 1 left (filled with zeros)",
    "-3, 4, false, 3 up and 4 right (filled with zeros)",
    "2, -4, true, 2 down and 4 left (rolled)"
  })
  void movedImages(int down, int right, boolean wrap, String words) {
    for (boolean first : new boolean[] {true, false}) {
      Given given = Given.colour(first);
      Image image = given.image();
      Suspicion suspicion =
          given.with(
              k -> {
                int row = image.row(k) - down;
                int column = image.column(k) - right;
                boolean inside = row >= 0 && row < ROWS && column >= 0 && column < COLUMNS;
                return inside || wrap
                    ? given
                        .right[
                        image.flat(
                            Math.floorMod(row, ROWS),
                            Math.floorMod(column, COLUMNS),
                            image.channel(k))]
                    : 0;
              });
      Finding finding = new Axes().find(suspicion).orElseThrow();
      assertThat(finding.cause().sentence())
          .isEqualTo(
              "The values are right and stand in the wrong places, shifted by "
                  + words
                  + ": an index is off, or padding or a crop was not undone.");
      assertThat(finding.cause().details()).containsEntry("shift", List.of(down, right));
      double price = Price.SHIFT.nats() + (wrap ? 0 : Price.RARER_SHIFT.nats());
      assertThat(finding.cost()).isCloseTo(price, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 5 on", "-7, 7 back", "24, 24 on"})
  void movedAlongTheFlatArray(int by, String words) {
    Given given = Given.grey();
    int size = given.right.length;
    Cause cause = found(new Axes(), given.with(k -> given.right[Math.floorMod(k - by, size)]));
    if (by == 24) {
      // Half of the rows are the same as half of the array.
      assertThat(cause.details()).containsEntry("shift", List.of(-3, 0));
      return;
    }
    assertThat(cause.sentence()).contains("shifted by " + words + " along the flat array (rolled)");
    assertThat(cause.details())
        .containsEntry("shift", List.of(by))
        .containsEntry("factor", 1.0)
        .containsEntry("border", "rolled");
  }

  @ParameterizedTest
  @CsvSource({
    "2, Euclidean norm",
    "1, sum of absolute values",
    "0, mean absolute value",
    "-1, largest absolute value"
  })
  void aGradientThatWasDividedByItsNorm(int kind, String norm) {
    Given given = Given.of(Shape.of(12, 14), false);
    double[] g = given.right;
    double sum = Arrays.stream(g).map(Math::abs).sum();
    double by =
        kind == 2
            ? Math.sqrt(Arrays.stream(g).map(v -> v * v).sum())
            : kind == 1
                ? sum
                : kind == 0 ? sum / g.length : Arrays.stream(g).map(Math::abs).max().orElseThrow();
    double tolerance = kind == -1 ? 1e-6 : 1e-4;
    for (double off : new double[] {0, 0.8, 1.3}) {
      Cause cause =
          found(new Scale(), given.with(k -> (float) (g[k] / (by * (1 + off * tolerance)))));
      String meaning = "the gradient was divided by its " + norm;
      assertThat(cause.details().get("meaning")).isEqualTo(off < 1 ? meaning : "");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void channelsTimesADataSetsDeviations(boolean first) {
    Given given = Given.colour(first);
    double[] std = {0.229, 0.224, 0.225};
    String array = "np.array([0.229,0.224,0.225])" + (first ? "[:, None, None]" : "");
    Cause divided =
        found(new Scale(), given.with(k -> (float) (given.right[k] / std[channel(given, k)])));
    assertThat(divided.sentence())
        .isEqualTo(
            "Each channel is 1 over ImageNet's standard deviation times what it should be: the"
                + " gradient is by the pixels, and the model takes what they are normalised to; g *"
                + " "
                + array
                + " is by the model's input.");
    assertThat(divided.details()).containsEntry("meaning", "ImageNet's standard deviations");
    assertThat((double[]) divided.details().get("factors"))
        .containsExactly(1 / 0.229, 1 / 0.224, 1 / 0.225);
    Cause times =
        found(
            new Scale(), given.with(k -> (float) (given.right[k] * 255 * std[channel(given, k)])));
    assertThat(times.sentence())
        .isEqualTo(
            "Each channel is ImageNet's standard deviation times 255 times what it should be: the"
                + " chain rule's factor of normalising was taken where the gradient is by what was"
                + " not normalised; g / "
                + array
                + " * 255 is by the model's input.");
  }

  private static int channel(Given given, int k) {
    return given.image().channel(k);
  }

  @Test
  void factorsOfChannels() {
    Given given = Given.colour(true);
    double[] factors = {1.5, 2.25, 0.3};
    Cause cause =
        found(new Scale(), given.with(k -> (float) (given.right[k] * factors[channel(given, k)])));
    assertThat(cause.sentence())
        .isEqualTo(
            "Each channel is off by a factor of its own: the input was normalised channel by"
                + " channel, and the chain rule's factors are missing or applied twice.");
    double[] one = {1, 2.25, 0.3};
    Cause plain =
        found(new Scale(), given.with(k -> (float) (given.right[k] * one[channel(given, k)])));
    assertThat(plain.sentence()).startsWith("Each channel is off by a factor of its own: 1");
    double[] turned = {-1.5, 2.25, 0.3};
    Cause signs =
        found(new Scale(), given.with(k -> (float) (given.right[k] * turned[channel(given, k)])));
    assertThat(signs.sentence()).startsWith("Each channel is off by a factor of its own: -1.5");
    for (int channels : new int[] {16, 17}) {
      Given many = Given.of(Shape.of(channels, 5, 4), true);
      Optional<Cause> found =
          find(new Scale(), many.with(k -> (float) (many.right[k] * (2 + channel(many, k)))));
      assertThat(found.isPresent()).as("%d channels", channels).isEqualTo(channels == 16);
    }
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16, 0.29", "BFLOAT16, 0.31", "FLOAT16, 0.29", "FLOAT16, 0.31"})
  void arithmeticOfFewBits(Precision format, double share) {
    Given given = Given.grey();
    double[] off = off(given, share);
    Optional<Cause> found =
        find(new LowPrecision(), given.with(k -> format.round(given.right[k] + off[k])));
    // Rounding adds a little to what was planted.
    assertThat(found.isPresent()).isEqualTo(share < 0.3);
    found.ifPresent(
        cause -> {
          assertThat(cause.details())
              .containsEntry("kind", "computed")
              .containsEntry("format", format.name().toLowerCase(Locale.ROOT));
          assertThat((double) cause.details().get("relativeError")).isCloseTo(share, within(0.004));
          assertThat(cause.confidence()).isEqualTo(0.7);
        });
  }

  /** What a verdict has allowed for already is no cause of what it does not allow for. */
  @ParameterizedTest
  @CsvSource({"1e-3, true", "1e-2, false"})
  void arithmeticOfFewBitsThatWasSaid(double allowed, boolean named) {
    Given given = Given.grey();
    double[] off = off(given, 0.2);
    double[] gradient = new double[off.length];
    Arrays.setAll(gradient, k -> Precision.BFLOAT16.round(given.right[k] + off[k]));
    double[] rounding = new double[off.length];
    Arrays.fill(rounding, allowed);
    Suspicion suspicion =
        new Suspicion(gradient, given.shape, given.first, List.of(given.right), rounding);
    assertThat(find(new LowPrecision(), suspicion).isPresent()).isEqualTo(named);
  }

  /** What stands across the derivative, so that no factor takes any of it away. */
  private static double[] off(Given given, double share) {
    Random random = new Random(77);
    double[] off = random.doubles(given.right.length, -1, 1).toArray();
    double along = 0;
    double square = 0;
    for (int k = 0; k < off.length; k++) {
      along += off[k] * given.right[k];
      square += given.right[k] * given.right[k];
    }
    double part = along / square;
    Arrays.setAll(off, k -> off[k] - part * given.right[k]);
    double size = Math.sqrt(Arrays.stream(off).map(v -> v * v).sum());
    double length = share * Math.sqrt(square);
    return Arrays.stream(off).map(v -> v / size * length).toArray();
  }

  @ParameterizedTest
  @CsvSource({"38, true", "42, false"})
  void arithmeticOfFloat32(double roundings, boolean named) {
    Given given = Given.grey();
    double[] off = off(given, roundings * Precision.FLOAT32.unitRoundoff());
    Optional<Cause> found =
        find(new LowPrecision(), given.with(k -> (float) (given.right[k] + off[k])));
    assertThat(found.isPresent()).isEqualTo(named);
    found.ifPresent(
        cause -> {
          assertThat(cause.confidence()).isEqualTo(0.4);
          assertThat(cause.details()).containsEntry("format", "float32");
        });
    assertThat(find(new LowPrecision(), given.with(k -> given.right[k] + off[k]))).isEmpty();
  }

  /** In a coarse format most of what cancels is a common factor, of three at most. */
  @ParameterizedTest
  @CsvSource({"2.9, true", "3.1, false", "0.35, true", "0.32, false"})
  void aCommonFactorOfFewBits(double factor, boolean named) {
    Given given = Given.grey();
    Suspicion suspicion = given.with(k -> Precision.BFLOAT16.round(factor * given.right[k]));
    assertThat(find(new LowPrecision(), suspicion).isPresent()).isEqualTo(named);
  }

  @Test
  void entriesOneByOne() {
    Given given = Given.of(Shape.of(20, 25), false);
    for (int count : new int[] {1, 15, 16}) {
      Optional<Cause> found =
          find(new Coordinate(), given.with(k -> given.right[k] + (k < count ? 1 + k : 0)));
      assertThat(found.isPresent()).as("%d of 500", count).isEqualTo(count < 16);
      found.ifPresent(
          cause -> {
            // The worst first.
            assertThat(((List<?>) cause.details().get("coordinates")).get(0))
                .isEqualTo(List.of(0, count - 1));
            assertThat(cause.sentence())
                .startsWith(
                    count == 1
                        ? "One entry is wrong, [0, 0] (given "
                        : "15 entries are wrong, the worst [0, 14] (given ")
                .endsWith(
                    ", right "
                        + Factor.text(given.right[count - 1])
                        + "), and all others are right: look for an overwritten or doubly written"
                        + " element.");
          });
    }
    Given large = Given.of(Shape.of(40, 50), false);
    for (int count : new int[] {24, 25}) {
      assertThat(
              find(new Coordinate(), large.with(k -> large.right[k] + (k < count ? 1 + k : 0)))
                  .isPresent())
          .isEqualTo(count == 24);
    }
    // Of few entries three may be wrong, but no more than half of them.
    Given few = Given.of(Shape.of(6), false);
    for (int count : new int[] {3, 4}) {
      assertThat(
              find(new Coordinate(), few.with(k -> few.right[k] + (k < count ? 1 + k : 0)))
                  .isPresent())
          .isEqualTo(count == 3);
    }
    Given fewer = Given.of(Shape.of(5), false);
    assertThat(find(new Coordinate(), fewer.with(k -> fewer.right[k] + (k < 3 ? 1 : 0)))).isEmpty();
    // A ten-thousandth beside what rounding allows is none.
    double[] right = given.right;
    assertThat(find(new Coordinate(), given.with(k -> right[k] * (k == 3 ? 1.00009 : 1))))
        .isEmpty();
    assertThat(find(new Coordinate(), given.with(k -> right[k] * (k == 3 ? 1.0003 : 1))))
        .isPresent();
  }

  @Test
  void signsAlone() {
    Given given = Given.grey();
    Cause cause = found(new SignOnly(), given.with(k -> -0.25 * Math.signum(given.right[k])));
    assertThat(cause.sentence())
        .isEqualTo(
            "Only the sign of the derivative is left, negated and with the size 1/4 everywhere:"
                + " this is the step of the fast gradient sign method, not the gradient.");
    assertThat(cause.details()).containsExactly(entry("size", -0.25));
    assertThat(cause.confidence()).isEqualTo(1);
    // Signs that are another way where the derivative is small.
    double[] sizes = Arrays.stream(given.right).map(Math::abs).sorted().toArray();
    double total = Arrays.stream(sizes).sum();
    double below = 0;
    for (double size : sizes) {
      below += size;
      double turned = size;
      double agreement = 1 - 2 * below / total;
      Optional<Cause> found =
          find(
              new SignOnly(),
              given.with(
                  k ->
                      (Math.abs(given.right[k]) <= turned ? -1 : 1) * Math.signum(given.right[k])));
      if (Math.abs(agreement) >= 0.95) {
        assertThat(found.orElseThrow().confidence()).isCloseTo(Math.abs(agreement), within(1e-9));
      } else {
        assertThat(found).isEmpty();
      }
    }
    assertThat(find(new SignOnly(), given.with(k -> 0))).isEmpty();
    assertThat(find(new SignOnly(), given.with(k -> k == 3 ? 1 : 0))).isEmpty();
    assertThat(
            find(
                new SignOnly(),
                given.with(k -> Math.signum(given.right[k]) * (k == 3 ? 1 - 2e-5 : 1))))
        .isEmpty();
    assertThat(
            find(
                new SignOnly(),
                given.with(k -> Math.signum(given.right[k]) * (k == 3 ? 1 - 5e-6 : 1))))
        .isPresent();
    // Of one entry the sign is the entry times a factor.
    Given single = Given.grey();
    Arrays.setAll(single.right, k -> k == 3 ? 0.7 : 0);
    assertThat(find(new SignOnly(), single.with(k -> k == 3 ? 1 : 0))).isEmpty();
    // A derivative of one size is its own sign.
    Given signs = Given.grey();
    Arrays.setAll(signs.right, k -> Math.signum(signs.right[k]));
    assertThat(find(new SignOnly(), signs.with(k -> 2 * signs.right[k]))).isEmpty();
  }

  @Test
  void addedUpSeveralTimes() {
    Given given = Given.grey();
    for (double times : new double[] {1, 2, 3, 64, 65, 2.5, -2, 0}) {
      Optional<Finding> found =
          new Repeated().find(given.with(k -> (float) (times * given.right[k])));
      boolean named = times >= 2 && times <= 64 && times == Math.rint(times);
      assertThat(found.isPresent()).as("%s times", times).isEqualTo(named);
      found.ifPresent(
          finding -> {
            assertThat(finding.cause().details())
                .containsEntry("times", (int) times)
                .containsEntry("kind", "repeated");
            assertThat(finding.cost()).isCloseTo(Price.REPEATED.nats(), within(1e-9));
          });
    }
  }

  @Test
  void noNumbers() {
    Given given = Given.grey();
    assertThat(
            found(new NotFinite(), given.with(k -> k == 9 ? Double.NaN : given.right[k]))
                .sentence())
        .isEqualTo(
            "1 of 48 entries are NaN, the first at [1, 1], where the derivative is finite: look for"
                + " log(0), 0/0, the square root at 0, or an overflow in low precision.");
    Cause infinite =
        found(
            new NotFinite(),
            given.with(k -> k == 9 || k == 20 ? Double.NEGATIVE_INFINITY : given.right[k]));
    assertThat(infinite.sentence()).startsWith("2 of 48 entries are infinite, the first at [1, 1]");
    Cause both =
        found(
            new NotFinite(),
            given.with(
                k -> k == 9 ? Double.POSITIVE_INFINITY : k > 40 ? Double.NaN : given.right[k]));
    assertThat(both.sentence()).startsWith("8 of 48 entries are NaN or infinite, the first");
    assertThat(both.details())
        .containsEntry("nan", 7)
        .containsEntry("infinite", 1)
        .containsEntry("coordinates", 8);
    given.right[9] = Double.NaN;
    assertThat(
            found(new NotFinite(), given.with(k -> k == 9 ? Double.NaN : given.right[k]))
                .sentence())
        .contains("the first at [1, 1]: look for");
    assertThat(find(new NotFinite(), given.with(k -> 1))).isEmpty();
  }

  @Test
  void tilesOfEachShape() {
    for (int[] size : new int[][] {{2, 2}, {3, 4}, {1, 2}, {2, 1}}) {
      for (boolean mean : new boolean[] {true, false}) {
        Given given = Given.colour(false);
        Image image = given.image();
        double[] tiled = new double[given.right.length];
        int pixels = size[0] * size[1];
        IntStream.range(0, tiled.length)
            .forEach(
                k -> {
                  double sum = 0;
                  for (int j = 0; j < tiled.length; j++) {
                    if (image.row(j) / size[0] == image.row(k) / size[0]
                        && image.column(j) / size[1] == image.column(k) / size[1]
                        && image.channel(j) == image.channel(k)) {
                      sum += given.right[j];
                    }
                  }
                  tiled[k] = (float) (mean ? sum / pixels : sum);
                });
        Finding finding = new Tile().find(given.with(k -> tiled[k])).orElseThrow();
        double oblong = size[0] == size[1] ? 0 : Price.OBLONG.nats();
        assertThat(finding.cost()).isCloseTo(Price.TILE.nats() + oblong, within(1e-9));
        assertThat(finding.cause().details())
            .containsEntry("tile", size[0])
            .containsEntry("size", List.of(size[0], size[1]))
            .containsEntry("kind", mean ? "mean" : "sum")
            .containsEntry("factor", 1.0);
      }
    }
    assertThat(find(new Tile(), Given.grey().with(k -> k % 7))).isEmpty();
  }

  /** A tile of a colour image may be of all its channels. */
  @Test
  void tilesOfAllChannelsTogether() {
    Given given = Given.colour(true);
    Image image = given.image();
    double[] tiled = new double[given.right.length];
    for (int k = 0; k < tiled.length; k++) {
      for (int j = 0; j < tiled.length; j++) {
        boolean together =
            image.row(j) / 2 == image.row(k) / 2 && image.column(j) / 4 == image.column(k) / 4;
        tiled[k] += together ? given.right[j] : 0;
      }
    }
    Cause cause = found(new Tile(), given.with(k -> (float) tiled[k]));
    assertThat(cause.details()).containsEntry("size", List.of(2, 4)).containsEntry("kind", "sum");
    assertThat(cause.sentence())
        .isEqualTo(
            "Every pixel has the sum of the derivatives in its tile of 2 x 4 pixels: the derivative"
                + " was taken by tiles and repeated for each pixel. Check it by the same tile, or by"
                + " single pixels.");
  }
}
