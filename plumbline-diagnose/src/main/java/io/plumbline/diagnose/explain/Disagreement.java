package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.List;
import java.util.Optional;

/**
 * What is to be explained.
 *
 * @param x one sample in C order
 * @param shape of the sample, as the model takes it, without a batch axis
 * @param layout how the sample is laid out as an image; empty where it is none
 * @param target the label or its weights
 * @param loss the scalar that both arrays should be the gradient of
 * @param analytic the gradient by automatic differentiation
 * @param numeric the difference quotients
 * @param step half the distance between the two evaluations of a quotient
 * @param tile how many pixels a side were moved together; 1 for single pixels
 * @param others samples that an array may be of by mistake
 */
public record Disagreement(
    double[] x,
    Shape shape,
    Optional<ImageLayout> layout,
    Target target,
    Loss loss,
    GivenArray analytic,
    GivenArray numeric,
    double step,
    int tile,
    List<OtherSample> others) {
  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if a shape differs from the sample's by more than axes of size
   *     one, or step or tile are out of range
   */
  public Disagreement {
    others = List.copyOf(others);
    if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + step + ") must be positive and finite");
    }
    if (tile < 1) {
      throw new InvalidInputException("tile (" + tile + ") must be at least 1");
    }
    if (tile > 1 && layout.isEmpty()) {
      throw new InvalidInputException(
          "tile (" + tile + ") must be 1, because the model's input " + shape + " is no image");
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
   * How the sample's elements stand in an image.
   *
   * @return empty where it is none
   */
  public Optional<Image> image() {
    return layout.map(found -> Image.of(shape, found));
  }

  /** The same, with not a number where a value of an array is not finite. */
  Disagreement withoutInfinities() {
    return new Disagreement(
        x,
        shape,
        layout,
        target,
        loss,
        analytic.withoutInfinities(),
        numeric.withoutInfinities(),
        step,
        tile,
        others);
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
