package io.plumbline.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A picture of a gallery as pixels; needs no fonts. */
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
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(draw(picture, 1), "png", bytes);
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
