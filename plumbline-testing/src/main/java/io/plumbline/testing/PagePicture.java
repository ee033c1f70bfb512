package io.plumbline.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A page as a small grey picture: each of its parts in a box of the same size, one below the other,
 * so that a line more or less in one part, as other fonts make it, moves nothing in the others.
 */
public final class PagePicture {
  /** In grey levels of 256, of the part of a page that differs most: what a test allows. */
  public static final double APART = 9;

  /** Those that are kept, anew with {@code -Dplumbline.pictures=true}. */
  private static final Path KEPT = Path.of("src", "test", "resources", "pictures");

  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  private static final String PARTS =
      "[...document.querySelectorAll('main > section, main > .fold')].map(part => { const box ="
          + " part.getBoundingClientRect(); return [box.left + scrollX, box.top + scrollY, box.width,"
          + " box.height]; })";

  private final BufferedImage image;

  private PagePicture(BufferedImage image) {
    this.image = image;
  }

  /** Commands have paths, which are longer here and shorter there. */
  private static final String WITHOUT_COMMANDS =
      "document.querySelectorAll('.command').forEach(each => { each.hidden = true; })";

  /**
   * Compares the page that a browser shows with the picture that is kept of it: other fonts and
   * digits make less of a difference than {@link #APART}, a part without its style or its maps
   * more.
   *
   * @param name of the picture's file
   * @return how far they are apart
   */
  public static double apartFromKept(Chromium browser, String name) throws IOException {
    PagePicture picture = of(browser);
    if (Boolean.getBoolean("plumbline.pictures")) {
      picture.write(KEPT.resolve(name));
    }
    picture.write(Path.of("target", "screenshots", name));
    return picture.apart(read(KEPT.resolve(name)));
  }

  private static PagePicture of(Chromium browser) throws IOException {
    browser.evaluate(WITHOUT_COMMANDS);
    browser.settle();
    JsonArray parts = browser.evaluate(PARTS).getAsJsonArray();
    double wide = browser.evaluate("document.documentElement.scrollWidth").getAsDouble();
    BufferedImage page = ImageIO.read(new ByteArrayInputStream(browser.screenshot(true)));
    double scale = page.getWidth() / wide;
    BufferedImage small =
        new BufferedImage(WIDTH, HEIGHT * parts.size(), BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = small.createGraphics();
    int row = 0;
    for (JsonElement each : parts) {
      int[] box =
          each.getAsJsonArray().asList().stream()
              .mapToInt(edge -> (int) Math.round(edge.getAsDouble() * scale))
              .toArray();
      Image part =
          page.getSubimage(box[0], box[1], box[2], Math.min(box[3], page.getHeight() - box[1]))
              .getScaledInstance(WIDTH, HEIGHT, Image.SCALE_AREA_AVERAGING);
      graphics.drawImage(part, 0, HEIGHT * row++, null);
    }
    graphics.dispose();
    return new PagePicture(small);
  }

  private static PagePicture read(Path file) throws IOException {
    return new PagePicture(ImageIO.read(file.toFile()));
  }

  private void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /**
   * How far two pictures are apart.
   *
   * @return the mean difference of the part that differs most, in grey levels of 256; infinite
   *     where one has other parts
   */
  private double apart(PagePicture other) {
    if (image.getHeight() != other.image.getHeight()) {
      return Double.POSITIVE_INFINITY;
    }
    double most = 0;
    for (int top = 0; top < image.getHeight(); top += HEIGHT) {
      double sum = 0;
      for (int y = top; y < top + HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          sum +=
              Math.abs(
                  image.getRaster().getSample(x, y, 0)
                      - other.image.getRaster().getSample(x, y, 0));
        }
      }
      most = Math.max(most, sum / (WIDTH * HEIGHT));
    }
    return most;
  }
}
