package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Normalization;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Transform;
import io.plumbline.core.tile.Image;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/**
 * An input that derivatives or difference quotients may have been taken at in place of the sample.
 *
 * @param name what was done to the sample, or which other one it is
 * @param x the input
 * @param target its label or weights
 * @param model that ends in its own loss, where that is another than the sample's
 * @param back for each element of the array the element of x that it is of; empty where the same
 * @param slope by how much the derivative by x is multiplied in the array
 * @param slopes by how much each element is besides; none where all are by one
 * @param price in nats
 * @param details what there is to be said
 */
public record InputChange(
    String name,
    double[] x,
    Target target,
    Optional<Supplier<Evaluator>> model,
    Optional<Transform> back,
    double slope,
    double[] slopes,
    double price,
    Map<String, Object> details) {
  /** The detail that holds the options by which what was given becomes this input. */
  public static final String OPTIONS = "options";

  private static final double LEVELS = 255;
  private static final double MNIST_MEAN = 0.1307;
  private static final double MNIST_DEVIATION = 0.3081;
  private static final double[] ALIKE = {};

  /** No pixel from 0 to 1 is normalised to as much by any mean and deviation that is known here. */
  private static final double MOST_NORMALIZED = 4;

  /**
   * No change.
   *
   * @param x the sample
   * @param target its label or weights
   * @return what costs nothing
   */
  public static InputChange none(double[] x, Target target) {
    return new InputChange(
        "", x, target, Optional.empty(), Optional.empty(), 1, ALIKE, 0, Map.of());
  }

  /** Whether it is the sample as given. */
  public boolean isNone() {
    return name.isEmpty();
  }

  /**
   * The element of x that an element of the array is of.
   *
   * @param element of the array
   * @return the same, but where the array was turned
   */
  public int from(int element) {
    return back.isPresent() ? back.get().source()[element] : element;
  }

  /**
   * Whether all elements are multiplied alike.
   *
   * @return false where each channel has a factor of its own
   */
  public boolean isUniform() {
    return slopes.length == 0;
  }

  /**
   * Derivatives by x as the array has them.
   *
   * @param byX one for each element of x
   * @return one for each element of the array
   */
  public double[] array(double[] byX) {
    if (back.isEmpty() && slope == 1 && slopes.length == 0) {
      return byX;
    }
    double[] array = new double[byX.length];
    Arrays.setAll(array, k -> slope * byX[from(k)] * (slopes.length == 0 ? 1 : slopes[k]));
    return array;
  }

  /**
   * The usual mistakes: units, normalization and axes.
   *
   * @param x the sample
   * @param target its label or weights
   * @param image how its elements stand
   * @return each once
   */
  public static List<InputChange> usual(double[] x, Target target, Image image) {
    Changes changes = new Changes(x, target);
    changes.units();
    Normalization.KNOWN.stream()
        .filter(known -> known.channels() == image.channels())
        .forEach(known -> changes.normalization(known, image));
    changes.clipping();
    changes.axes(image);
    return changes.all;
  }

  /**
   * Another sample, with its own label and with this one's.
   *
   * @param other the sample
   * @param target this one's label or weights
   * @param alternatives among how many it is one
   * @return one change or two
   */
  public static List<InputChange> sample(OtherSample other, Target target, int alternatives) {
    double outside = other.place().isPresent() ? 0 : Price.OUTSIDE.nats();
    double price = Price.OTHER_SAMPLE.among(alternatives) + outside;
    List<InputChange> changes = new ArrayList<>();
    Example example = other.example();
    changes.add(sample(other, example.target(), example.model(), other.name(), price));
    if (example.model().isPresent()) {
      String aimed = other.name() + ", with this one's target";
      changes.add(sample(other, target, Optional.empty(), aimed, price + 1));
    } else if (!Arrays.equals(example.target().weights(), target.weights())) {
      String labelled = other.name() + ", with this one's label";
      changes.add(sample(other, target, Optional.empty(), labelled, price + 1));
    }
    return changes;
  }

  private static InputChange sample(
      OtherSample other,
      Target target,
      Optional<Supplier<Evaluator>> model,
      String name,
      double price) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("input", name);
    other.place().ifPresent(place -> details.put("sample", place));
    if (other.example().model().isEmpty()) {
      details.put("label", target.label());
    }
    return new InputChange(
        name, other.example().x(), target, model, Optional.empty(), 1, ALIKE, price, details);
  }

  /** The table of changes. */
  private static final class Changes {
    private final List<InputChange> all = new ArrayList<>();
    private final double[] x;
    private final Target target;

    Changes(double[] x, Target target) {
      this.x = x;
      this.target = target;
    }

    private void units() {
      value("times 255", 255, v -> 255 * v, "--scale 255");
      value("divided by 255", 1 / 255.0, v -> v / 255, "--scale 1/255");
      value("inverted, 1 - x", -1, v -> 1 - v, "--scale -1 --mean -1");
      value("inverted, 255 - x", -1, v -> 255 - v, "--scale -1 --mean -255");
      value("scaled to [-1, 1], 2x - 1", 2, v -> 2 * v - 1, "--scale 2 --mean 1");
      value("scaled back to [0, 1], (x + 1)/2", 0.5, v -> (v + 1) / 2, "--mean -1 --std 2");
      value(
          "scaled to [-1, 1], x/127.5 - 1",
          1 / 127.5,
          v -> v / 127.5 - 1,
          "--scale 2/255 --mean 1");
      value(
          "scaled back to [0, 255], 127.5(x + 1)",
          127.5,
          v -> 127.5 * (v + 1),
          "--scale 127.5 --mean -127.5");
      value(
          "normalized by MNIST's mean and deviation",
          1 / MNIST_DEVIATION,
          v -> (v - MNIST_MEAN) / MNIST_DEVIATION,
          "--mean 0.1307 --std 0.3081");
      value(
          "not normalized by MNIST's mean and deviation",
          MNIST_DEVIATION,
          v -> MNIST_DEVIATION * v + MNIST_MEAN,
          "--scale 0.3081 --mean -0.1307");
      double mean = Arrays.stream(x).average().orElse(0);
      double square = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(square / x.length);
      if (deviation > 0) {
        String own = "standardized by its own mean and deviation";
        value(
            own,
            1 / deviation,
            v -> (v - mean) / deviation,
            "--mean " + mean + " --std " + deviation);
      }
    }

    /** Of pixels from 0 to 1 or 255, or back to them. */
    private void normalization(Normalization of, Image image) {
      String constants = of.of() + "'s mean and deviation";
      String mean = "--mean " + of.each(k -> of.mean().get(k).toString());
      String std = " --std " + of.each(k -> of.std().get(k).toString());
      String array = of.array(image.channelsFirst());
      if (Arrays.stream(x).max().orElse(0) > MOST_NORMALIZED) {
        channels(
            new Named(
                "divided by 255 and normalized by " + constants,
                "--scale 1/255 " + mean + std,
                "g * " + array + " * 255"),
            image,
            (v, k) -> (v / LEVELS - of.mean().get(k)) / of.std().get(k),
            k -> 1 / (LEVELS * of.std().get(k)));
        return;
      }
      channels(
          new Named("normalized by " + constants, mean + std, "g * " + array),
          image,
          (v, k) -> (v - of.mean().get(k)) / of.std().get(k),
          k -> 1 / of.std().get(k));
      channels(
          new Named(
              "not normalized by " + constants,
              "--mean "
                  + of.each(k -> "-" + of.mean().get(k) + "/" + of.std().get(k))
                  + " --std "
                  + of.each(k -> "1/" + of.std().get(k)),
              "g / " + array),
          image,
          (v, k) -> of.std().get(k) * v + of.mean().get(k),
          k -> of.std().get(k));
    }

    /**
     * A change of channels.
     *
     * @param change what is done to the sample
     * @param options that let the command line do the same
     * @param byInput what makes of a gradient by the sample one by the changed input
     */
    private record Named(String change, String options, String byInput) {}

    /** A value of a channel, made of another. */
    private interface OfChannel {
      double of(double value, int channel);
    }

    private void channels(Named name, Image image, OfChannel change, IntToDoubleFunction slope) {
      double[] changed = new double[x.length];
      double[] slopes = new double[x.length];
      Arrays.setAll(changed, k -> change.of(x[k], image.channel(k)));
      Arrays.setAll(slopes, k -> slope.applyAsDouble(image.channel(k)));
      Map<String, Object> details = Map.of("input", name.change, OPTIONS, name.options);
      add(name.change, changed, Optional.empty(), 1, details);
      String through =
          "%s, but by the one given; %s makes that input, and %s the gradient by it"
              .formatted(name.change, name.options, name.byInput);
      add(through, changed, Optional.empty(), 1, slopes, Map.of("input", name.change));
    }

    private void clipping() {
      value("clipped to [0, 1]", 1, v -> Math.max(0, Math.min(1, v)));
      value("clipped to [-1, 1]", 1, v -> Math.max(-1, Math.min(1, v)));
      value("clipped to [0, 255]", 1, v -> Math.max(0, Math.min(LEVELS, v)));
      value("rounded to 255 levels", 1, v -> Math.rint(LEVELS * v) / LEVELS);
      value("cut to whole numbers", 1, v -> v < 0 ? Math.ceil(v) : Math.floor(v));
    }

    /**
     * By the changed input itself, and by the given one through the change.
     *
     * @param options that let the command line do the same to what is given
     */
    private void value(String name, double slope, DoubleUnaryOperator change, String... options) {
      double[] changed = Arrays.stream(x).map(change).toArray();
      if (!Arrays.equals(changed, x)) {
        Map<String, Object> details = new LinkedHashMap<>(Map.of("input", name));
        Arrays.stream(options).forEach(each -> details.put(OPTIONS, each));
        add(name, changed, Optional.empty(), 1, details);
        if (slope != 1) {
          add(name, changed, Optional.empty(), slope, Map.of("input", name));
        }
      }
    }

    /** By the turned input, and turned back. */
    private void axes(Image image) {
      for (Transform transform : Transform.ofAxes(image)) {
        double[] turned = transform.apply(x);
        if (!Arrays.equals(turned, x)) {
          String back = transform.name() + " and back";
          add(transform.name(), turned, Optional.empty(), 1, Map.of("input", transform.name()));
          add(back, turned, Optional.of(transform.inverse()), 1, Map.of("input", back));
        }
      }
    }

    private void add(
        String name,
        double[] changed,
        Optional<Transform> back,
        double slope,
        Map<String, Object> details) {
      add(name, changed, back, slope, ALIKE, details);
    }

    private void add(
        String name,
        double[] changed,
        Optional<Transform> back,
        double slope,
        double[] slopes,
        Map<String, Object> details) {
      double price = Price.OTHER_INPUT.nats();
      all.add(
          new InputChange(
              name, changed, target, Optional.empty(), back, slope, slopes, price, details));
    }
  }
}
