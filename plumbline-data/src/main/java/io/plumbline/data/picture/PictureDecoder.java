package io.plumbline.data.picture;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes one picture with the JDK's own readers, once it is known not to be too much for them. */
final class PictureDecoder {
  static final int MOST_BYTES = 1 << 26;

  /** A square of 2,048: no network takes more, and a forged header costs no more memory. */
  private static final int MOST_PIXELS = 1 << 22;

  /** Progressive JPEG needs some ten; each is a pass over the whole picture. */
  private static final int MOST_SCANS = 100;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final int OPAQUE = 255;
  private static final int BITS = 8;

  private final String name;
  private final byte[] bytes;

  PictureDecoder(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  Picture decode() {
    require(bytes.length <= MOST_BYTES, "must be at most " + MOST_BYTES + " bytes long");
    boolean png = startsWith(bytes, PNG);
    require(isPicture(bytes), "must be a PNG or JPEG picture");
    if (png) {
      PngChunks.require(name, bytes);
    } else {
      requireFewScans();
    }
    ImageReader reader = reader(png ? "png" : "jpeg");
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      String[] warning = new String[1];
      reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
      reader.setInput(in, true, true);
      requireSmall(reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      require(warning[0] == null, "must be undamaged: " + Source.excerpt("" + warning[0]));
      return picture(image);
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Damaged files make the readers throw of everything.
      throw new InvalidInputException(
          name
              + ": must be an undamaged picture: "
              + Source.excerpt(String.valueOf(e.getMessage())),
          e);
    } finally {
      reader.dispose();
    }
  }

  static boolean isPicture(byte[] bytes) {
    return startsWith(bytes, PNG) || startsWith(bytes, JPEG);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  private static ImageReader reader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    return readers.next();
  }

  /** Inside of compressed data 0xff is followed by 0, so that markers can be counted. */
  private void requireFewScans() {
    int scans = 0;
    for (int k = 0; k + 1 < bytes.length; k++) {
      scans += bytes[k] == (byte) 0xff && bytes[k + 1] == (byte) 0xda ? 1 : 0;
    }
    require(scans <= MOST_SCANS, "scans (" + scans + ") must be at most " + MOST_SCANS);
  }

  private void requireSmall(int columns, int rows) {
    require(
        (long) columns * rows <= MOST_PIXELS,
        "size (" + columns + " x " + rows + ") must be at most " + MOST_PIXELS + " pixels");
  }

  private Picture picture(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    for (int bits : colours.getComponentSize()) {
      require(
          bits <= BITS,
          "bits of a channel (" + bits + ") must be 8; as an array, divided by 257, it is one");
    }
    Raster raster = image.getRaster();
    int[] pixels =
        colours instanceof IndexColorModel palette
            ? looked(palette, raster)
            : raster.getPixels(0, 0, image.getWidth(), image.getHeight(), (int @Nullable []) null);
    boolean indexed = colours instanceof IndexColorModel;
    int bands = indexed ? 4 : raster.getNumBands();
    boolean alpha = indexed || colours.hasAlpha();
    int channels = bands - (alpha ? 1 : 0);
    require(channels == 1 || channels == 3, "channels (" + channels + ") must be 1 or 3");
    int kept = indexed && isGrey((IndexColorModel) colours) ? 1 : channels;
    return new Picture(
        name, image.getHeight(), image.getWidth(), kept, levels(pixels, bands, alpha, kept));
  }

  private int[] levels(int[] pixels, int bands, boolean alpha, int kept) {
    int[] levels = new int[pixels.length / bands * kept];
    for (int k = 0; k < pixels.length / bands; k++) {
      int opacity = alpha ? pixels[k * bands + bands - 1] : OPAQUE;
      if (opacity != OPAQUE) {
        throw wrong(
            "alpha ("
                + opacity
                + " at pixel "
                + k
                + ") must be 255 everywhere: put it on a background first");
      }
      System.arraycopy(pixels, k * bands, levels, k * kept, kept);
    }
    return levels;
  }

  /** Red, green, blue and alpha of each pixel. */
  private static int[] looked(IndexColorModel palette, Raster raster) {
    int[] indices = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    int[] pixels = new int[4 * indices.length];
    for (int k = 0; k < indices.length; k++) {
      pixels[4 * k] = palette.getRed(indices[k]);
      pixels[4 * k + 1] = palette.getGreen(indices[k]);
      pixels[4 * k + 2] = palette.getBlue(indices[k]);
      pixels[4 * k + 3] = palette.getAlpha(indices[k]);
    }
    return pixels;
  }

  /** Grey of 1, 2 or 4 bits comes as a palette of greys. */
  private static boolean isGrey(IndexColorModel palette) {
    boolean grey = true;
    for (int k = 0; k < palette.getMapSize(); k++) {
      grey &= palette.getRed(k) == palette.getGreen(k) && palette.getGreen(k) == palette.getBlue(k);
    }
    return grey;
  }

  private void require(boolean holds, String line) {
    if (!holds) {
      throw wrong(line);
    }
  }

  private InvalidInputException wrong(String line) {
    return new InvalidInputException(name + ": " + line);
  }
}
