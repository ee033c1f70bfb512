package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.LossChoice;
import io.plumbline.jobs.input.LossSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to audit, and how.
 *
 * @param check what each sample is asked: its samples, labels and gradients are what holds those of
 *     the data set, as {@code docs/data-sets.md} describes it
 * @param chunk how many samples are one unit of work; fewer than 256 where they are large, if
 *     absent
 * @param threads how many samples are checked at once
 * @param shard which part of the chunks is done here
 * @param out the folder that it is written to
 * @param resume whether an audit that was begun there is gone on with
 * @param lines where each row is written to as it is decided, too
 */
public record AuditSettings(
    CheckSettings check,
    OptionalInt chunk,
    int threads,
    Shard shard,
    Path out,
    boolean resume,
    Optional<Path> lines) {
  private static final int MOST_THREADS = 1024;

  /**
   * Checks what needs no file.
   *
   * @throws InvalidInputException if a number is out of range, or a loss is of more than a sample
   */
  public AuditSettings {
    require(
        chunk.isEmpty() || chunk.getAsInt() >= 1,
        "--chunk (" + chunk.orElse(1) + ") must be at least 1");
    require(
        threads >= 1 && threads <= MOST_THREADS,
        "--threads (" + threads + ") must be from 1 to " + MOST_THREADS);
    LossSettings loss = check.of().loss();
    require(
        loss.model().isEmpty(),
        "--loss-model (given) must not be with audit, whose samples each have a loss of their own");
    loss.choice()
        .filter(LossChoice::isOfPairs)
        .ifPresent(
            choice -> {
              throw new InvalidInputException(
                  "--loss ("
                      + choice
                      + ") must be of one sample: audit holds none against another");
            });
  }

  /** What holds the samples. */
  String data() {
    return check.of().input().orElseThrow().toString();
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }

  /**
   * A part of the chunks: each so many-th.
   *
   * @param number from 1
   * @param of how many parts there are
   */
  public record Shard(int number, int of) {
    /** All chunks. */
    public static final Shard WHOLE = new Shard(1, 1);

    /**
     * Checks the numbers.
     *
     * @throws InvalidInputException if there is no such part
     */
    public Shard {
      if (!(of >= 1 && number >= 1 && number <= of)) {
        throw invalid(number + "/" + of);
      }
    }

    /**
     * Reads a part.
     *
     * @param given as 3/8
     * @return the part
     * @throws InvalidInputException if it is none
     */
    public static Shard parse(String given) {
      if (!given.matches("\\d{1,6}/\\d{1,6}")) {
        throw invalid(given);
      }
      int slash = given.indexOf('/');
      return new Shard(
          Integer.parseInt(given.substring(0, slash)),
          Integer.parseInt(given.substring(slash + 1)));
    }

    private static InvalidInputException invalid(String given) {
      return new InvalidInputException(
          "--shard (" + given + ") must be a part and how many there are, as 3/8");
    }

    /**
     * Whether a chunk is of this part.
     *
     * @param chunk its number, from 0
     * @return whether it is done here
     */
    public boolean has(int chunk) {
      return chunk % of == number - 1;
    }

    @Override
    public String toString() {
      return number + "/" + of;
    }
  }
}
