package io.plumbline.report;

import io.plumbline.core.OutputFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws every plot of a report as a PNG file, named after the plot's id. */
public final class PngPlots {
  private static final int PICTURE_SIDE = 280;

  private PngPlots() {}

  /**
   * What was drawn.
   *
   * @param names the names of the files, in the report's order
   * @param problem one line where this Java cannot draw all of them as they should be, else empty
   */
  public record Drawn(List<String> names, String problem) {}

  /**
   * Stages a PNG for each map, histogram, curve plot and picture. Without fonts, maps and pictures
   * are drawn without text, and plots with axes are left out.
   *
   * @param report what to draw
   * @param files where to
   * @return what was drawn
   */
  public static Drawn write(Report report, OutputFiles files) {
    boolean fonts = PlotFonts.available();
    List<String> names = new ArrayList<>();
    write(report.sections(), files, fonts, names);
    String problem =
        fonts
            ? ""
            : "This Java has no fonts: the PNG files have no text, histograms and curves have none."
                + " Install a font package such as fonts-dejavu-core with fontconfig.";
    return new Drawn(List.copyOf(names), problem);
  }

  private static void write(
      List<Section> sections, OutputFiles files, boolean fonts, List<String> names) {
    for (Section section : sections) {
      if (section instanceof Folded folded) {
        write(folded.sections(), files, fonts, names);
      } else if (section instanceof HeatmapSet set) {
        for (Heatmap map : set.maps()) {
          add(files, names, map.id(), new MapImage(set, map, fonts).draw());
        }
      } else if (section instanceof Gallery gallery) {
        for (Gallery.Picture picture : gallery.pictures()) {
          int side = Math.max(1, PICTURE_SIDE / Math.max(picture.rows(), picture.columns()));
          add(files, names, picture.id(), PictureImage.draw(picture, side));
        }
      } else if (section instanceof Histogram histogram && fonts) {
        add(files, names, histogram.id(), PlotImage.draw(histogram));
      } else if (section instanceof CurvePlot plot && fonts) {
        add(files, names, plot.id(), PlotImage.draw(plot));
      }
    }
  }

  private static void add(OutputFiles files, List<String> names, String id, BufferedImage image) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      files.add(id + ".png", bytes.toByteArray());
      names.add(id + ".png");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
