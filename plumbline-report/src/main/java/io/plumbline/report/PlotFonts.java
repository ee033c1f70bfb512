package io.plumbline.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The fonts of this Java; a machine without any makes Java throw when it first draws a letter. */
final class PlotFonts {
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private PlotFonts() {}

  /** Whether a letter can be drawn. Java tells with exceptions and errors of several kinds. */
  static boolean available() {
    try {
      TEXT.createGlyphVector(new FontRenderContext(null, true, true), "0").getVisualBounds();
      return true;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false;
    }
  }
}
