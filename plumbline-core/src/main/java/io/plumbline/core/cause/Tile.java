package io.plumbline.core.cause;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every pixel of a tile has the tile's value, the sum or the mean of its derivatives. */
final class Tile implements CauseFinder {
  private static final double PRICE = 5;

  @Override
  public String id() {
    return "tile";
  }

  @Override
  public double leastCost(Suspicion suspicion) {
    return PRICE;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Image image = suspicion.image();
    Shortlist shortlist = new Shortlist(suspicion);
    for (int height : sizes(suspicion.gradient(), image, true)) {
      for (int width : sizes(suspicion.gradient(), image, false)) {
        if (height * width > 1) {
          offer(shortlist, suspicion, height, width);
        }
      }
    }
    return shortlist.best();
  }

  /** The divisors of the distance at which rows (or columns) change: what a tile's side may be. */
  private static Set<Integer> sizes(double[] gradient, Image image, boolean down) {
    int length = down ? image.rows() : image.columns();
    int common = 0;
    for (int line = 1; line < length; line++) {
      if (changes(gradient, image, line, down)) {
        common = common(line, common);
      }
    }
    Set<Integer> sizes = new LinkedHashSet<>();
    for (int size = 1; size <= length; size++) {
      if (common == 0 || common % size == 0) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  private static boolean changes(double[] gradient, Image image, int line, boolean down) {
    int across = down ? image.columns() : image.rows();
    for (int k = 0; k < across; k++) {
      for (int channel = 0; channel < image.channels(); channel++) {
        int at = down ? image.flat(line, k, channel) : image.flat(k, line, channel);
        int before = down ? image.flat(line - 1, k, channel) : image.flat(k, line - 1, channel);
        if (gradient[at] != gradient[before]) {
          return true;
        }
      }
    }
    return false;
  }

  private static int common(int a, int b) {
    return b == 0 ? a : common(b, a % b);
  }

  private static void offer(Shortlist shortlist, Suspicion suspicion, int height, int width) {
    Image image = suspicion.image();
    for (double[] reference : suspicion.references()) {
      for (boolean together : image.channels() > 1 ? new boolean[] {false, true} : new boolean[1]) {
        double[] sums = spread(image, reference, height, width, together, false);
        double[] means = spread(image, reference, height, width, together, true);
        boolean square = height == width;
        double price = square ? PRICE : PRICE + 3;
        shortlist.offerTimesFactor(
            sums, price, (share, factor) -> cause(share, factor, "sum", height, width));
        shortlist.offerTimesFactor(
            means, price, (share, factor) -> cause(share, factor, "mean", height, width));
      }
    }
  }

  private static double[] spread(
      Image image, double[] values, int height, int width, boolean together, boolean mean) {
    int across = (image.columns() + width - 1) / width;
    int down = (image.rows() + height - 1) / height;
    double[] sums = new double[down * across * image.channels()];
    int[] counts = new int[sums.length];
    for (int k = 0; k < values.length; k++) {
      int tile = tile(image, k, height, width, across, together);
      sums[tile] += values[k];
      counts[tile]++;
    }
    double[] result = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      int tile = tile(image, k, height, width, across, together);
      result[k] = mean ? sums[tile] / counts[tile] : sums[tile];
    }
    return result;
  }

  private static int tile(Image image, int k, int height, int width, int across, boolean together) {
    int place = image.row(k) / height * across + image.column(k) / width;
    return place * image.channels() + (together ? 0 : image.channel(k));
  }

  private static Cause cause(double share, double factor, String kind, int height, int width) {
    String sentence =
        "Every pixel has the "
            + kind
            + " of the derivatives in its tile of "
            + height
            + " x "
            + width
            + " pixels: the derivative was taken by tiles and repeated for each pixel. Check it by"
            + " the same tile, or by single pixels"
            + Axes.times(factor);
    return Cause.of(
        "tile",
        share,
        sentence,
        "tile",
        height,
        "size",
        List.of(height, width),
        "kind",
        kind,
        "factor",
        factor);
  }
}
