package io.plumbline.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures of a gallery, and maps, as pixels; needs no fonts. */
final class PictureImage {
  private PictureImage() {}

  /** The image, each pixel drawn as a square with the given side. */
  static BufferedImage draw(Gallery.Picture picture, int side) {
    int width = picture.columns() * side;
    int height = picture.rows() * side;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour(picture, (y / side) * picture.columns() + x / side));
      }
    }
    return image;
  }

  static String dataUri(Gallery.Picture picture) {
    return dataUri(draw(picture, 1));
  }

  /** A map, each value a pixel, in the colours for a light page. */
  static String dataUri(HeatmapSet set, Heatmap map) {
    BufferedImage image = new BufferedImage(set.columns(), set.rows(), BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < map.values().size(); pixel++) {
      int colour = Palette.LIGHT.colour(map.scale(), map.values().get(pixel));
      image.setRGB(pixel % set.columns(), pixel / set.columns(), colour);
    }
    return dataUri(image);
  }

  private static String dataUri(BufferedImage image) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int colour(Gallery.Picture picture, int pixel) {
    Values values = picture.pixels();
    if (picture.channels() == 1) {
      return Palette.LIGHT.colour(picture.scale(), values.get(pixel));
    }
    ColourScale.Gray gray = (ColourScale.Gray) picture.scale();
    int colour = 0;
    for (int channel = 0; channel < 3; channel++) {
      colour = colour << 8 | Palette.brightness(gray, values.get(3 * pixel + channel));
    }
    return colour;
  }
}
