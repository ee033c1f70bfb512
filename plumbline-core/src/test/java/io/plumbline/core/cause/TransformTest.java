package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rearrangement against the loops that make it, of an image whose sides all differ. */
class TransformTest {
  /** An image as loops see it. */
  private record Pixels(double[][][] at) {
    static Pixels of(int rows, int columns, int channels) {
      double[][][] at = new double[rows][columns][channels];
      double next = 1;
      for (double[][] row : at) {
        for (double[] pixel : row) {
          for (int k = 0; k < channels; k++) {
            pixel[k] = next++;
          }
        }
      }
      return new Pixels(at);
    }

    int rows() {
      return at.length;
    }

    int columns() {
      return at[0].length;
    }

    int channels() {
      return at[0][0].length;
    }

    /** Another image, of which each pixel is asked for. */
    Pixels with(int rows, int columns, Place place) {
      double[][][] other = new double[rows][columns][channels()];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          for (int k = 0; k < channels(); k++) {
            other[r][c][k] = place.at(r, c, k);
          }
        }
      }
      return new Pixels(other);
    }

    Pixels same(Place place) {
      return with(rows(), columns(), place);
    }

    double[] flat(boolean channelsFirst) {
      List<Double> flat = new ArrayList<>();
      if (channelsFirst) {
        for (int k = 0; k < channels(); k++) {
          for (double[][] row : at) {
            for (double[] pixel : row) {
              flat.add(pixel[k]);
            }
          }
        }
      } else {
        for (double[][] row : at) {
          for (double[] pixel : row) {
            Arrays.stream(pixel).forEach(flat::add);
          }
        }
      }
      return doubles(flat);
    }

    /** The array's last axis slowest, as Fortran stores it. */
    double[] fortran(boolean channelsFirst) {
      List<Double> flat = new ArrayList<>();
      if (channelsFirst) {
        for (int c = 0; c < columns(); c++) {
          for (int r = 0; r < rows(); r++) {
            for (int k = 0; k < channels(); k++) {
              flat.add(at[r][c][k]);
            }
          }
        }
      } else {
        for (int k = 0; k < channels(); k++) {
          for (int c = 0; c < columns(); c++) {
            for (int r = 0; r < rows(); r++) {
              flat.add(at[r][c][k]);
            }
          }
        }
      }
      return doubles(flat);
    }
  }

  private interface Place {
    double at(int row, int column, int channel);
  }

  private static double[] doubles(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Where each element of a rearranged array comes from goes back there. */
  private static double[] undone(double[] rearranged, double[] original) {
    double[] back = new double[original.length];
    for (int k = 0; k < back.length; k++) {
      back[(int) rearranged[k] - 1] = original[k];
    }
    return back;
  }

  private static Map<String, double[]> expected(Pixels p, boolean first) {
    double[][][] at = p.at;
    int bottom = p.rows() - 1;
    int right = p.columns() - 1;
    int channels = p.channels();
    Map<String, Pixels> images = new LinkedHashMap<>();
    if (bottom > 0 && right > 0) {
      int rows = p.columns();
      int columns = p.rows();
      images.put("transpose", p.with(rows, columns, (r, c, k) -> at[c][r][k]));
      images.put(
          "anti-transpose", p.with(rows, columns, (r, c, k) -> at[bottom - c][right - r][k]));
      images.put("rotate 90", p.with(rows, columns, (r, c, k) -> at[bottom - c][r][k]));
      images.put("rotate 270", p.with(rows, columns, (r, c, k) -> at[c][right - r][k]));
      images.put("rotate 180", p.same((r, c, k) -> at[bottom - r][right - c][k]));
    }
    if (bottom > 0) {
      images.put("flip up-down", p.same((r, c, k) -> at[bottom - r][c][k]));
    }
    if (right > 0) {
      images.put("flip left-right", p.same((r, c, k) -> at[r][right - c][k]));
    }
    Map<String, double[]> all = new LinkedHashMap<>();
    if (channels > 1) {
      images.put("channels reversed", p.same((r, c, k) -> at[r][c][channels - 1 - k]));
      for (int by = 1; by < Math.min(channels, 8); by++) {
        int rolled = by;
        images.put(
            "channels rolled by " + by,
            p.same((r, c, k) -> at[r][c][(k + channels - rolled) % channels]));
      }
      if (channels == 3) {
        int[] grb = {1, 0, 2};
        int[] rbg = {0, 2, 1};
        images.put("channels in the order GRB", p.same((r, c, k) -> at[r][c][grb[k]]));
        images.put("channels in the order RBG", p.same((r, c, k) -> at[r][c][rbg[k]]));
      }
      String here = first ? "NCHW" : "NHWC";
      String there = first ? "NHWC" : "NCHW";
      double[] numbered = numbered(p.flat(first).length);
      all.put(there + " read as " + here, p.flat(!first));
      all.put(
          here + " read as " + there + " and turned back",
          undone(order(p.flat(!first), p.flat(first)), p.flat(first)));
      all.put("all axes reversed (Fortran order)", p.fortran(first));
      all.put(
          "all axes reversed (C order read as Fortran)",
          undone(order(p.fortran(first), p.flat(first)), p.flat(first)));
      assertThat(order(p.flat(first), p.flat(first))).isEqualTo(numbered);
    }
    images.forEach((name, image) -> all.put(name, image.flat(first)));
    return all;
  }

  /** For each value its place, from 1, in another array of the same values. */
  private static double[] order(double[] values, double[] among) {
    return Arrays.stream(values)
        .map(
            value ->
                1
                    + IntStream.range(0, among.length)
                        .filter(k -> among[k] == value)
                        .findFirst()
                        .orElseThrow())
        .toArray();
  }

  private static double[] numbered(int length) {
    return IntStream.rangeClosed(1, length).asDoubleStream().toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 3, true",
    "2, 3, 3, false",
    "4, 3, 2, true",
    "4, 3, 2, false",
    "3, 5, 1, false",
    "2, 2, 9, false",
    "1, 6, 1, false",
    "7, 1, 1, false",
    "1, 4, 3, false"
  })
  void eachIsWhatItsLoopsMake(int rows, int columns, int channels, boolean first) {
    Pixels pixels = Pixels.of(rows, columns, channels);
    Shape shape = first ? Shape.of(channels, rows, columns) : Shape.of(rows, columns, channels);
    List<Transform> transforms = Transform.ofAxes(Image.ofAny(shape, first));
    Map<String, double[]> expected = expected(pixels, first);

    assertThat(transforms)
        .extracting(Transform::name)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Transform each : transforms) {
      double[] original = pixels.flat(first);
      double[] made = each.apply(original);
      assertThat(made).as(each.name()).isEqualTo(expected.get(each.name()));
      assertThat(each.inverse().apply(made)).as(each.name()).isEqualTo(original);
      assertThat(each.inverse().name()).isEqualTo(each.name() + ", undone");
    }
  }
}
