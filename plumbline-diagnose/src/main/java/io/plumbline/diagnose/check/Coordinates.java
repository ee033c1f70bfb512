package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which coordinates are differenced one by one.
 *
 * @param all whether all are, however long it takes
 * @param drawn how many are drawn beside the worst, where not all are
 * @param listed those that are asked for by number; empty where they are drawn
 */
public record Coordinates(boolean all, int drawn, Optional<int[]> listed) {
  /** All where that is quick; else the derivative is proved as a whole, and few besides. */
  public static final Coordinates AUTO = new Coordinates(false, 3, Optional.empty());

  private static final Pattern LIST = Pattern.compile("\\d{1,9}(,\\d{1,9})*");

  /**
   * Reads what a user writes.
   *
   * @param text auto, all, a number of coordinates, or their numbers with commas between
   * @return what it says
   * @throws InvalidInputException if it is none of these
   */
  public static Coordinates parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    } else if (text.equals("all")) {
      return new Coordinates(true, 0, Optional.empty());
    } else if (LIST.matcher(text).matches()) {
      int[] numbers = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
      return numbers.length == 1
          ? new Coordinates(false, numbers[0], Optional.empty())
          : new Coordinates(false, 0, Optional.of(numbers));
    }
    throw new InvalidInputException(
        "--coordinates ("
            + text
            + ") must be auto, all, a number of them, or their numbers with commas between");
  }

  /** What a user writes for it. */
  @Override
  public String toString() {
    if (all) {
      return "all";
    } else if (listed.isPresent()) {
      return Arrays.stream(listed.get()).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }
    return equals(AUTO) ? "auto" : Integer.toString(drawn);
  }

  /**
   * The coordinates themselves.
   *
   * @param size how many there are
   * @param worst the one that is looked at in any case
   * @param seed of those that are drawn
   * @return their numbers, each below {@code size}
   * @throws InvalidInputException if one that is asked for is not below {@code size}
   */
  int[] of(int size, int worst, long seed) {
    if (all) {
      return IntStream.range(0, size).toArray();
    }
    if (listed.isPresent()) {
      for (int index : listed.get()) {
        if (index >= size) {
          throw new InvalidInputException(
              "--coordinates (" + index + ") must be below " + size + ", the input's size");
        }
      }
      return listed.get().clone();
    }
    Random random = new Random(seed);
    int[] some = new int[1 + Math.min(drawn, size)];
    Arrays.setAll(some, k -> k == 0 ? worst : random.nextInt(size));
    return some;
  }
}
