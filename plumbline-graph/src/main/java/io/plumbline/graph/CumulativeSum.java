package io.plumbline.graph;

/**
 * The sum of each element and all before it along an axis, as NumPy's cumsum.
 *
 * @param axis not negative
 * @param exclusive whether the element itself is left out
 * @param reverse whether all behind it are meant instead
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse)
    implements AlongAxis, Affine {

  @Override
  public CumulativeSum along(int other) {
    return new CumulativeSum(other, exclusive, reverse);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
