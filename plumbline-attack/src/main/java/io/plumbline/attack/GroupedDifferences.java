package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Channels;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.Tiles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Central differences along groups of values that are moved together by h to both sides: (f(x + h)
 * - f(x - h)) / 2h, shared among the values of the group. Of one value each, the full gradient; of
 * tiles, the estimate of someone who takes it to be nearly constant within them; of random groups,
 * that of Bhagoji et al. (2018).
 */
public final class GroupedDifferences implements GradientEstimator {
  /** Losses that are asked for at once. */
  private static final int CHUNK = 512;

  private final String name;
  private final @Nullable List<int[]> fixed;
  private final int size;
  private final double h;

  private GroupedDifferences(String name, @Nullable List<int[]> fixed, int size, double h) {
    Require.positive("h", h);
    this.name = name;
    this.fixed = fixed;
    this.size = size;
    this.h = h;
  }

  /**
   * Every value by itself.
   *
   * @param h the step
   * @return the estimator
   * @throws InvalidInputException if h is not positive and finite
   */
  public static GroupedDifferences full(double h) {
    return new GroupedDifferences("differences", null, 1, h);
  }

  /**
   * Square tiles of an image, whose channels are moved together.
   *
   * @param image that the input is
   * @param side of a tile
   * @param h the step
   * @return the estimator
   * @throws InvalidInputException if the side is below 1 or longer than the image's shorter one, or
   *     h is not positive and finite
   */
  public static GroupedDifferences tiles(Image image, int side, double h) {
    Require.tile(side, image);
    Tiles tiles = Tiles.of(image, side, side, Channels.TOGETHER);
    List<int[]> groups = new ArrayList<>();
    for (int tile = 0; tile < tiles.count(); tile++) {
      groups.add(tiles.members(tile));
    }
    return new GroupedDifferences("tiles", groups, 0, h);
  }

  /**
   * Random groups, others for each estimate.
   *
   * @param size how many values a group has; the last may have fewer
   * @param h the step
   * @return the estimator
   * @throws InvalidInputException if h is not positive and finite, or the size below 1
   */
  public static GroupedDifferences randomGroups(int size, double h) {
    Require.atLeast("group", size, 1);
    return new GroupedDifferences("groups", null, size, h);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long queries(int inputs) {
    return 2L * (fixed != null ? fixed.size() : (inputs + size - 1) / size);
  }

  @Override
  public float[] estimate(float[] x, Losses losses, SplittableRandom random) {
    List<int[]> groups = fixed != null ? fixed : groups(x.length, random);
    float[] gradient = new float[x.length];
    for (int from = 0; from < groups.size(); from += CHUNK / 2) {
      estimate(
          x, groups.subList(from, Math.min(groups.size(), from + CHUNK / 2)), losses, gradient);
    }
    return gradient;
  }

  private void estimate(float[] x, List<int[]> groups, Losses losses, float[] gradient) {
    float[][] points = new float[2 * groups.size()][];
    double[] apart = new double[groups.size()];
    for (int k = 0; k < groups.size(); k++) {
      points[2 * k] = x.clone();
      points[2 * k + 1] = x.clone();
      for (int i : groups.get(k)) {
        points[2 * k][i] = (float) (x[i] + h);
        points[2 * k + 1][i] = (float) (x[i] - h);
        // What was really done: rounding moves both points.
        apart[k] += (double) points[2 * k][i] - points[2 * k + 1][i];
      }
    }
    double[] found = losses.at(points);
    for (int k = 0; k < groups.size(); k++) {
      float slope = (float) ((found[2 * k] - found[2 * k + 1]) / apart[k]);
      for (int i : groups.get(k)) {
        gradient[i] = slope;
      }
    }
  }

  private List<int[]> groups(int inputs, SplittableRandom random) {
    int[] order = new int[inputs];
    for (int k = 0; k < inputs; k++) {
      int other = size == 1 ? k : random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    List<int[]> groups = new ArrayList<>();
    for (int from = 0; from < inputs; from += size) {
      groups.add(java.util.Arrays.copyOfRange(order, from, Math.min(inputs, from + size)));
    }
    return groups;
  }
}
