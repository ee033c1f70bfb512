package io.plumbline.core.cause;

/**
 * What hypotheses cost beyond what they leave unexplained, in nats: minus the logarithm of how
 * often such a mistake is made, plus what its free numbers and its choices are worth. Only
 * differences matter; a price is an order of magnitude, and {@code docs/causes/README.md} says
 * which of them decide anything.
 */
public enum Price {
  /** A minus sign is the commonest slip, and has no number in it. */
  NEGATED(2),
  /** One number of a short list that people multiply by. */
  KNOWN_FACTOR(3),
  /** Each free number: about as much as it says in float32. */
  NUMBER(12),
  /** A known factor beside another mistake: more than any factor alone. */
  FACTOR_BESIDES(9),
  /** A cast to fewer bits. */
  ROUNDED(2),
  /** Where every entry is a number of a coarse format, that alone says much. */
  COARSE(40),
  /** Arithmetic in float32 explains only what nothing else does. */
  FINE(200),
  /** One of a dozen rearrangements of axes. */
  AXES(4),
  /** One of some hundred shifts by whole pixels. */
  SHIFT(7),
  /** A shift along the flat array, or one whose border is filled: rarer. */
  RARER_SHIFT(2),
  /** One of some tile sizes. */
  TILE(5),
  /** A tile that is no square. */
  OBLONG(3),
  /** A threshold, which the array itself shows. */
  CLIPPED(10),
  /** A region of zeros: four borders, which the array itself shows. */
  ZERO_REGION(14),
  /** Zeros that fill no region. */
  ZERO_SCATTERED(20),
  /** A wrong entry, besides the choice of its place. */
  COORDINATE(6),
  /** The same gradient several times: more than a factor that is only a factor. */
  REPEATED(8),
  /** The signs alone: nothing else makes all sizes equal. */
  SIGNS(1),
  /** One of the other labels. */
  LABEL(3),
  /** One of the losses that people take for another often. */
  COMMON_LOSS(4),
  /** One of the losses that they seldom do. */
  RARE_LOSS(6),
  /** Another sample, besides the choice among them. */
  OTHER_SAMPLE(3),
  /** One of some dozen ways in which an input is scaled, turned or clipped. */
  OTHER_INPUT(6),
  /** Samples that were added, besides the choice among them. */
  ADDED(4),
  /** A sample that was not handed in is less likely. */
  OUTSIDE(2),
  /** A penalty on a weight, besides the choice of its strength. */
  WEIGHT_DECAY(4),
  /** A factor that makes a norm a round number, besides the choice of that. */
  CLIPPED_NORM(4),
  /** The gradient by another tensor, besides the choice among them. */
  OTHER_TENSOR(4),
  /** The model in training mode. */
  TRAINING(4),
  /** A layer whose backward is that of something else, besides the choice of place and way. */
  BACKWARD(5),
  /** One layer where a file has several nodes: what goes wrong at one of these is told first. */
  IN_PARTS(2),
  /** A mean over the way from another input. */
  PATH(6),
  /** An average over the samples before. */
  AVERAGE(6),
  /** A difference quotient of one side, or of five points. */
  QUOTIENT(5),
  /** A power of ten that is another step than was said. */
  STEP(6),
  /** Another step that is none: rarer, and one of several. */
  STEP_BETWEEN(10),
  /** Noise beyond what a reading lets expect, for each factor e of it. */
  LOUDER(4),
  /** What says no more than that the derivative is zero stands behind all that says why. */
  NOTHING_TO_FOLLOW(60),
  /** Every quotient zero: nothing was ever written, or nothing moved. */
  NOTHING(12);

  private final double nats;

  Price(double nats) {
    this.nats = nats;
  }

  /**
   * The price.
   *
   * @return nats
   */
  public double nats() {
    return nats;
  }

  /**
   * The price with the choice of one among some that are alike.
   *
   * @param alternatives how many there are; none counts as one
   * @return nats
   */
  public double among(int alternatives) {
    return nats + Math.log(Math.max(1, alternatives));
  }
}
