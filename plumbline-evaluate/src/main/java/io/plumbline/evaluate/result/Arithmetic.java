package io.plumbline.evaluate.result;

import io.plumbline.core.function.Precision;
import java.util.Locale;

/**
 * How a framework computes: in one format throughout, or with products of matrices in a shorter one
 * and all else in float32. Sums are kept in float32 whatever the format of what is stored.
 */
public enum Arithmetic {
  /**
   * float64. A model stored in float32 defines its function to float32 only: whoever computes in
   * float64 from weights that the exporter has since folded together has others, by a rounding
   * each, so that float32's roundings are allowed for here too.
   */
  FLOAT64(Precision.FLOAT64, 0, 0),
  /** float32. */
  FLOAT32(Precision.FLOAT32, 0, 0),
  /** IEEE float16. */
  FLOAT16(Precision.FLOAT16, Precision.FLOAT16.unitRoundoff(), 0),
  /** bfloat16. */
  BFLOAT16(Precision.BFLOAT16, Precision.BFLOAT16.unitRoundoff(), 0),
  /** float32, its matrix products from operands of eleven bits, as tensor cores do. */
  TF32(Precision.TF32, 0, Precision.TF32.unitRoundoff()),
  /** float32, its matrix products from bfloat16 operands to bfloat16 results. */
  AUTOCAST(Precision.BFLOAT16, 0, Precision.BFLOAT16.unitRoundoff());

  /** The unit roundoff of sums. */
  public static final double SUMS = Precision.FLOAT32.unitRoundoff();

  private final Precision coarsest;

  private final double results;
  private final double products;

  Arithmetic(Precision coarsest, double results, double products) {
    this.coarsest = coarsest;
    this.results = results;
    this.products = products;
  }

  /**
   * The arithmetic of one format throughout.
   *
   * @param precision the format
   * @return its arithmetic
   */
  public static Arithmetic of(Precision precision) {
    return switch (precision) {
      case FLOAT64 -> FLOAT64;
      case FLOAT32 -> FLOAT32;
      case FLOAT16 -> FLOAT16;
      case BFLOAT16 -> BFLOAT16;
      case TF32 -> TF32;
    };
  }

  /**
   * The coarsest format that anything is rounded to.
   *
   * @return the format
   */
  public Precision coarsest() {
    return coarsest;
  }

  /** As options and results write it: float32. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The unit roundoff of every stored result.
   *
   * @return 0 where it is that of sums
   */
  public double results() {
    return results;
  }

  /**
   * The unit roundoff of the operands and results of matrix products.
   *
   * @return 0 where it is that of sums
   */
  public double products() {
    return products;
  }

  /**
   * Whether more is rounded than what is added up.
   *
   * @return false where only sums round, in float32
   */
  public boolean roundsMore() {
    return results > 0 || products > 0;
  }

  /**
   * Whether results are rounded to a format so much coarser than the sums' that how these are made
   * does not matter: whether they truncate, or multiply in a transformed domain.
   *
   * @return true of float16, bfloat16 and autocast
   */
  public boolean coarse() {
    return results > 0 || this == AUTOCAST;
  }

  /**
   * The distance of the smallest numbers from 0, which no result is nearer to its true value.
   *
   * @return 0 where it does not matter
   */
  public double quantum() {
    return results > 0 ? coarsest.minValue() / 2 : 0;
  }
}
