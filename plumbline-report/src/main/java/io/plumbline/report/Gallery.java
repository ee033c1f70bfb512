package io.plumbline.report;

import java.util.List;

/**
 * Images in rows, such as the clean one, the perturbation and the adversarial one.
 *
 * @param title the heading
 * @param caption one or two sentences; may be empty
 * @param pictures the images
 * @param together how many of them belong together, and stand beside each other on any screen
 */
public record Gallery(String title, String caption, List<Picture> pictures, int together)
    implements Section {
  /** Copies the list. */
  public Gallery {
    pictures = List.copyOf(pictures);
    Arguments.that(together > 0, "together", together, "positive");
  }

  /**
   * One image.
   *
   * @param id the name of its PNG file, lower-case words joined by hyphens
   * @param title what it is
   * @param rows the height in pixels
   * @param columns the width in pixels
   * @param channels 1, or 3 for red, green, blue
   * @param pixels rows times columns times channels numbers, channels last
   * @param scale gray (also for each of three channels) or diverging (one channel)
   * @param notes lines below it, such as prediction and truth
   */
  public record Picture(
      String id,
      String title,
      int rows,
      int columns,
      int channels,
      Values pixels,
      ColourScale scale,
      List<String> notes) {
    /** Checks shape and scale. */
    public Picture {
      Arguments.id(id);
      Arguments.that(channels == 1 || channels == 3, "channels", channels, "1 or 3");
      int size = Math.multiplyExact(Math.multiplyExact(rows, columns), channels);
      Arguments.sameSize("pixels", pixels.size(), size);
      boolean drawable =
          scale instanceof ColourScale.Gray
              || (scale instanceof ColourScale.Diverging && channels == 1);
      Arguments.that(drawable, "scale", scale, "gray, or diverging for one channel");
      notes = List.copyOf(notes);
    }
  }
}
