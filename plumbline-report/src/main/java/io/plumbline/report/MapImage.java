package io.plumbline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** One map with its marks, title and colour scale as an image; the text can be left out. */
final class MapImage {
  private static final int TARGET = 448;
  private static final int MARGIN = 24;
  private static final int HEAD = 44;
  private static final int FOOT = 62;
  private static final int RAMP = 12;
  private static final Color INK = new Color(0x1b1f24);
  private static final Color MUTED = new Color(0x59616b);
  private static final Color DARK_MARK = new Color(20, 24, 30, 87);
  private static final Color LIGHT_MARK = new Color(255, 255, 255, 77);

  private final HeatmapSet set;
  private final Heatmap map;
  private final boolean fonts;
  private final int side;
  private final int width;
  private final int height;

  MapImage(HeatmapSet set, Heatmap map, boolean fonts) {
    this.set = set;
    this.map = map;
    this.fonts = fonts;
    this.side = Math.max(1, TARGET / Math.max(set.rows(), set.columns()));
    this.width = set.columns() * side;
    this.height = set.rows() * side;
  }

  BufferedImage draw() {
    int fullWidth = Math.max(width, TARGET) + 2 * MARGIN;
    BufferedImage image =
        new BufferedImage(fullWidth, HEAD + height + FOOT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    if (fonts) {
      graphics.setColor(INK);
      graphics.setFont(PlotFonts.TITLE);
      graphics.drawString(map.title(), MARGIN, HEAD - 16);
      int titleWidth = graphics.getFontMetrics().stringWidth(map.title());
      graphics.setColor(MUTED);
      graphics.setFont(PlotFonts.TEXT);
      graphics.drawString(set.title(), MARGIN + titleWidth + 12, HEAD - 16);
    }
    for (int pixel = 0; pixel < map.values().size(); pixel++) {
      drawPixel(graphics, pixel);
    }
    drawScale(graphics, HEAD + height + 14);
    graphics.dispose();
    return image;
  }

  private void drawPixel(Graphics2D graphics, int pixel) {
    int x = MARGIN + pixel % set.columns() * side;
    int y = HEAD + pixel / set.columns() * side;
    double value = map.values().get(pixel);
    Color colour = new Color(Palette.LIGHT.colour(map.scale(), value));
    graphics.setColor(colour);
    graphics.fillRect(x, y, side, side);
    graphics.setColor(lightness(colour) > 0.5 ? DARK_MARK : LIGHT_MARK);
    graphics.setStroke(new BasicStroke(1));
    ColourScale.Role role = role(pixel);
    if (!Double.isFinite(value) || role == ColourScale.Role.BAD) {
      drawCross(graphics, x, y);
    } else if (role == ColourScale.Role.UNDECIDED) {
      graphics.fillOval(x + side / 3, y + side / 3, Math.max(1, side / 3), Math.max(1, side / 3));
    } else if (role == ColourScale.Role.TIED) {
      graphics.drawLine(x, y + side, x + side, y);
    }
  }

  /** On maps of numbers, only the overlay marks pixels. */
  private ColourScale.Role role(int pixel) {
    if (map.scale() instanceof ColourScale.Categories states) {
      return states.categories().get((int) map.values().get(pixel)).role();
    }
    boolean marked = set.overlay().filter(o -> !o.reasons().get(pixel).isEmpty()).isPresent();
    return marked ? ColourScale.Role.TIED : ColourScale.Role.GOOD;
  }

  private void drawCross(Graphics2D graphics, int x, int y) {
    int inset = side / 5;
    graphics.setColor(Color.WHITE);
    graphics.setStroke(new BasicStroke(Math.max(1, side / 8f)));
    graphics.drawLine(x + inset, y + inset, x + side - inset, y + side - inset);
    graphics.drawLine(x + side - inset, y + inset, x + inset, y + side - inset);
  }

  private void drawScale(Graphics2D graphics, int top) {
    List<String> labels = new ArrayList<>();
    int length = Math.max(width, TARGET);
    if (map.scale() instanceof ColourScale.Categories states) {
      drawStates(graphics, states, top, length);
      return;
    }
    double low;
    double high;
    boolean log = false;
    if (map.scale() instanceof ColourScale.Diverging signed) {
      low = -signed.limit();
      high = signed.limit();
      labels.addAll(List.of(Numbers.setting(low), "0", "+" + Numbers.setting(high)));
    } else if (map.scale() instanceof ColourScale.LogSequential span) {
      low = Math.log(span.low());
      high = Math.log(span.high());
      log = true;
      labels.addAll(List.of(Numbers.setting(span.low()), Numbers.setting(span.high())));
    } else {
      ColourScale.Gray gray = (ColourScale.Gray) map.scale();
      low = gray.low();
      high = gray.high();
      labels.addAll(List.of(Numbers.setting(low), Numbers.setting(high)));
    }
    for (int x = 0; x < length; x++) {
      double place = low + (high - low) * x / (length - 1);
      double value = log ? Math.exp(place) : place;
      graphics.setColor(new Color(Palette.LIGHT.colour(map.scale(), value)));
      graphics.fillRect(MARGIN + x, top, 1, RAMP);
    }
    drawLabels(graphics, labels, top + RAMP + 18, length);
  }

  private void drawLabels(Graphics2D graphics, List<String> labels, int base, int length) {
    if (!fonts) {
      return;
    }
    graphics.setColor(INK);
    graphics.setFont(PlotFonts.TEXT);
    for (int i = 0; i < labels.size(); i++) {
      double part = i / (double) (labels.size() - 1);
      int textWidth = graphics.getFontMetrics().stringWidth(labels.get(i));
      int x = (int) Math.round(MARGIN + part * (length - textWidth));
      graphics.drawString(labels.get(i), x, base);
    }
  }

  private void drawStates(Graphics2D graphics, ColourScale.Categories states, int top, int length) {
    int step = length / states.categories().size();
    for (int i = 0; i < states.categories().size(); i++) {
      ColourScale.Category state = states.categories().get(i);
      graphics.setColor(new Color(Palette.roleColour(state.role())));
      graphics.fillRect(MARGIN + i * step, top, RAMP, RAMP);
      if (fonts) {
        graphics.setColor(INK);
        graphics.setFont(PlotFonts.TEXT);
        graphics.drawString(state.name(), MARGIN + i * step + RAMP + 6, top + RAMP - 1);
      }
    }
  }

  private static double lightness(Color colour) {
    return (0.3 * colour.getRed() + 0.59 * colour.getGreen() + 0.11 * colour.getBlue()) / 255;
  }
}
