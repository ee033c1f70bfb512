package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a loss of pairs holds a sample against.
 *
 * @param positive inputs that are like the samples, in every form that those have
 * @param negative inputs that are not
 * @param margin how far apart, or farther than the positive, those should be
 */
public record Counterparts(
    Optional<Path> positive, Optional<Path> negative, Optional<Double> margin) {
  /** None. */
  public static final Counterparts NONE =
      new Counterparts(Optional.empty(), Optional.empty(), Optional.empty());

  private static final double MARGIN = 1;

  /**
   * Checks the margin.
   *
   * @throws InvalidInputException if it is not positive and finite
   */
  public Counterparts {
    margin.ifPresent(
        given ->
            require(
                given > 0 && given < Double.POSITIVE_INFINITY,
                "--margin (" + given + ") must be positive and finite"));
  }

  double marginOrUsual() {
    return margin.orElse(MARGIN);
  }

  /** Refuses what a loss lacks or has no use for. */
  void requireFor(LossChoice loss) {
    if (loss == LossChoice.TRIPLET) {
      require(
          positive.isPresent() && negative.isPresent(),
          "--positive and --negative ("
              + (positive.isPresent() || negative.isPresent() ? "one of them missing" : "missing")
              + ") must both be given with --loss triplet: an input like each sample, and one"
              + " unlike it");
    } else if (loss == LossChoice.CONTRASTIVE) {
      require(
          positive.isPresent() != negative.isPresent(),
          "--positive or --negative ("
              + (positive.isPresent() ? "both given" : "missing")
              + ") must be given with --loss contrastive: an input like each sample, or one unlike"
              + " it");
      require(
          margin.isEmpty() || negative.isPresent(),
          "--margin ("
              + margin.map(String::valueOf).orElse("")
              + ") must be with --negative: samples alike have none");
    }
  }

  Stream<Path> files() {
    return Stream.of(positive, negative).flatMap(Optional::stream);
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
