package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.List;
import java.util.Optional;

/**
 * What is to be explained.
 *
 * @param elements what the arrays are by
 * @param x what these hold, in C order
 * @param shape of x, as the model takes it, without a batch axis
 * @param layout how x is laid out in rows and columns; empty where it is in none
 * @param target the label or its weights
 * @param loss the scalar that both arrays should be the gradient of
 * @param analytic the gradient by automatic differentiation
 * @param numeric the difference quotients
 * @param step half the distance between the two evaluations of a quotient
 * @param tile how many pixels a side were moved together; 1 for single pixels
 * @param others samples that an array may be of by mistake
 * @param conventions factors by which a right array, as others define the loss, differs
 */
public record Disagreement(
    ArrayElements elements,
    double[] x,
    Shape shape,
    Optional<ImageLayout> layout,
    Target target,
    Loss loss,
    GivenArray analytic,
    GivenArray numeric,
    double step,
    int tile,
    List<OtherSample> others,
    List<Factor> conventions) {
  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if a shape differs from the sample's by more than axes of size
   *     one, or step or tile are out of range
   */
  public Disagreement {
    others = List.copyOf(others);
    conventions = List.copyOf(conventions);
    if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + step + ") must be positive and finite");
    }
    if (tile < 1) {
      throw new InvalidInputException("tile (" + tile + ") must be at least 1");
    }
    if (tile > 1 && (elements != ArrayElements.PIXELS || layout.isEmpty())) {
      throw new InvalidInputException(
          "tile ("
              + tile
              + ") must be 1, because "
              + (elements.isInput() ? "the model's input " + shape : "a " + elements.tensor())
              + " is no image");
    }
    layout.ifPresent(
        found -> {
          Image image = Image.of(shape, found);
          int longest = Math.max(image.rows(), image.columns());
          if (tile > longest) {
            throw new InvalidInputException(
                "tile (" + tile + ") must be at most the image's side, " + longest);
          }
        });
    analytic.requireFit("analytic", shape);
    numeric.requireFit("numeric", shape);
  }

  /**
   * How the elements stand in rows and columns.
   *
   * @return empty where they stand in none
   */
  public Optional<Image> image() {
    return layout.map(found -> Image.of(shape, found));
  }

  /** The same where they are pixels, which may be moved by tiles. */
  Optional<Image> picture() {
    return elements == ArrayElements.PIXELS ? image() : Optional.empty();
  }

  /**
   * The sample as one whose gradient is an array.
   *
   * @param array either of the two
   * @return what a check takes
   */
  public Sample sample(GivenArray array) {
    return new Sample(x, target, array.values(), conventions);
  }

  /**
   * How an array is checked.
   *
   * @param precision of its arithmetic
   * @return as a check does where nothing else is said
   */
  public CheckOptions options(Precision precision) {
    return new CheckOptions(
        loss, precision, CheckOptions.DEFAULT.relativeTolerance(), CheckOptions.DEFAULT.tieRule());
  }

  /** The same, with not a number where a value of an array is not finite. */
  Disagreement withoutInfinities() {
    return new Disagreement(
        elements,
        x,
        shape,
        layout,
        target,
        loss,
        analytic.withoutInfinities(),
        numeric.withoutInfinities(),
        step,
        tile,
        others,
        conventions);
  }

  /**
   * What is to be explained.
   *
   * @return numeric minus analytic, element by element
   */
  public double[] difference() {
    return Vectors.minus(numeric.values(), analytic.values());
  }
}
