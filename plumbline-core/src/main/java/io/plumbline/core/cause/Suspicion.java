package io.plumbline.core.cause;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A gradient that is wrong, and what it should have been. Immutable; arrays are not copied. */
public final class Suspicion {
  private final double[] gradient;
  private final Shape shape;
  private final boolean channelsFirst;
  private final List<double[]> references;
  private final double[] rounding;
  private final List<Factor> conventions;
  private final Misfit misfit;

  /**
   * A wrong gradient of what all define alike.
   *
   * @param gradient as given
   * @param shape of one sample, as the model's input has it, without the batch axis
   * @param channelsFirst whether an image's channels stand before its rows
   * @param references what would have been right: the derivative by each legitimate tie rule, the
   *     likeliest first
   * @param rounding what the gradient's arithmetic allows at each coordinate, for the first
   *     reference
   * @throws InvalidInputException if there is no reference or the lengths differ
   */
  public Suspicion(
      double[] gradient,
      Shape shape,
      boolean channelsFirst,
      List<double[]> references,
      double[] rounding) {
    this(gradient, shape, channelsFirst, references, rounding, List.of());
  }

  /**
   * A wrong gradient of a function, of whose derivative each entry is known to its own bound, and
   * of which nothing near it may have been decided otherwise: what leaves one entry further off
   * explains nothing.
   *
   * @param gradient as given
   * @param shape of the input
   * @param derivative what would have been right
   * @param bound how far each entry may be off
   * @return the suspicion
   * @throws InvalidInputException if the lengths differ
   */
  public static Suspicion ofFunction(
      double[] gradient, Shape shape, double[] derivative, double[] bound) {
    return new Suspicion(
        gradient,
        shape,
        false,
        List.of(derivative),
        bound,
        List.of(),
        () -> Misfit.exact(gradient, derivative, bound));
  }

  /**
   * A wrong gradient.
   *
   * @param gradient as given
   * @param shape of one sample, as the model's input has it, without the batch axis
   * @param channelsFirst whether an image's channels stand before its rows
   * @param references what would have been right: the derivative by each legitimate tie rule, the
   *     likeliest first
   * @param rounding what the gradient's arithmetic allows at each coordinate, for the first
   *     reference
   * @param conventions factors by which the right gradient, as others define it, differs
   * @throws InvalidInputException if there is no reference or the lengths differ
   */
  public Suspicion(
      double[] gradient,
      Shape shape,
      boolean channelsFirst,
      List<double[]> references,
      double[] rounding,
      List<Factor> conventions) {
    this(
        gradient,
        shape,
        channelsFirst,
        references,
        rounding,
        conventions,
        () -> new Misfit(gradient, List.copyOf(references), rounding));
  }

  private Suspicion(
      double[] gradient,
      Shape shape,
      boolean channelsFirst,
      List<double[]> references,
      double[] rounding,
      List<Factor> conventions,
      Supplier<Misfit> misfit) {
    if (references.isEmpty()) {
      throw new InvalidInputException("references (none) must be one at least");
    }
    shape.requireLength("gradient", gradient);
    references.forEach(each -> shape.requireLength("reference", each));
    shape.requireLength("rounding", rounding);
    this.gradient = gradient;
    this.shape = shape;
    this.channelsFirst = channelsFirst;
    this.references = List.copyOf(references);
    this.rounding = rounding;
    this.conventions = List.copyOf(conventions);
    this.misfit = misfit.get();
  }

  /**
   * The gradient that is wrong.
   *
   * @return as given
   */
  public double[] gradient() {
    return gradient;
  }

  /**
   * The shape of one sample, without the batch axis.
   *
   * @return the shape
   */
  public Shape shape() {
    return shape;
  }

  /**
   * Whether an image's channels stand before its rows.
   *
   * @return true for (C, H, W)
   */
  public boolean channelsFirst() {
    return channelsFirst;
  }

  /**
   * What would have been right, by each legitimate tie rule.
   *
   * @return the likeliest first
   */
  public List<double[]> references() {
    return references;
  }

  /**
   * What the gradient's arithmetic allows at each coordinate.
   *
   * @return for the first reference
   */
  public double[] rounding() {
    return rounding;
  }

  /**
   * Factors by which the right gradient, as others define it, differs.
   *
   * @return the likeliest first
   */
  public List<Factor> conventions() {
    return conventions;
  }

  /**
   * The likeliest derivative.
   *
   * @return the first reference
   */
  public double[] reference() {
    return references.get(0);
  }

  /**
   * The measure by which hypotheses are held against this gradient.
   *
   * @return the measure
   */
  public Misfit misfit() {
    return misfit;
  }

  /**
   * The sample as an image.
   *
   * @return how its elements stand
   */
  public Image image() {
    return Image.ofAny(shape, channelsFirst);
  }

  /** How the index of an element reads: as many numbers as the shape has axes. */
  List<Integer> index(int flat) {
    return Arrays.stream(shape.coordinates(flat)).boxed().toList();
  }
}
