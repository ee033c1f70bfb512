package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Sliding;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Window;
import java.util.Arrays;

/**
 * What the windows of an image read: for each channel, tap and window a place of the image. A tap
 * in the border has the place of another tap of its window.
 */
final class Patches {
  private final int[] places;
  private final double[] inside;
  private boolean bordered;

  Patches(Sliding op, Shape from, Shape to) {
    Window window = op.window();
    int first = op.layout().firstSpatialAxis();
    int channelAxis = Math.floorMod(op.layout().channelAxis(), from.rank());
    int channels = from.extent(channelAxis);
    int taps = (int) window.taps();
    Shape kernel = Tensor.shapeOf(window.kernel());
    Shape out = Tensor.shapeOf(Arrays.copyOfRange(to.extents(), first, first + window.rank()));
    int windows = out.size();
    places = new int[Tensor.shapeOf(channels, taps, windows).size()];
    inside = new double[places.length];
    int[] at = new int[from.rank()];
    for (int place = 0; place < windows; place++) {
      int[] corner = out.coordinates(place);
      int within = -1;
      for (int tap = 0; tap < taps; tap++) {
        if (locate(window, from, corner, kernel.coordinates(tap), first, at)) {
          for (int channel = 0; channel < channels; channel++) {
            at[channelAxis] = channel;
            int k = (channel * taps + tap) * windows + place;
            places[k] = from.flat(at);
            inside[k] = 1;
          }
          within = tap;
        }
      }
      fill(channels, taps, windows, place, within);
    }
  }

  /** The place of a tap; whether it is in the image. */
  private static boolean locate(
      Window window, Shape from, int[] corner, int[] offset, int first, int[] at) {
    boolean within = true;
    for (int axis = 0; axis < window.rank(); axis++) {
      at[first + axis] =
          corner[axis] * window.strides()[axis]
              + offset[axis] * window.dilations()[axis]
              - window.padsBegin()[axis];
      within &= at[first + axis] >= 0 && at[first + axis] < from.extent(first + axis);
    }
    return within;
  }

  private void fill(int channels, int taps, int windows, int place, int within) {
    for (int channel = 0; channel < channels; channel++) {
      for (int tap = 0; tap < taps; tap++) {
        int k = (channel * taps + tap) * windows + place;
        if (inside[k] == 0) {
          bordered = true;
          places[k] = within < 0 ? 0 : places[(channel * taps + within) * windows + place];
        }
      }
    }
  }

  /** By channel, tap and window: the place in the image, in C order. */
  int[] places() {
    return places;
  }

  /** Likewise: 1, or 0 in the border. */
  double[] inside() {
    return inside;
  }

  /** Whether a window reaches into the border. */
  boolean bordered() {
    return bordered;
  }
}
