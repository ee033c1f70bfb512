package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MapImageTest {
  /** The middle of a pixel far from any mark has the colour of its value. */
  @Test
  void aPixelHasTheColourOfItsValue() {
    Heatmap map = new Heatmap("m", "M", Values.of(-1, 0, 1, 0.5), new ColourScale.Diverging(1));
    HeatmapSet set = new HeatmapSet("", "", 2, 2, List.of(map), List.of(), Optional.empty());
    BufferedImage image = new MapImage(set, map, true).draw();
    assertThat(image.getRGB(24 + 112, 44 + 112) & 0xffffff).isEqualTo(0x053061);
    assertThat(image.getRGB(24 + 336, 44 + 112) & 0xffffff).isEqualTo(0xf7f7f7);
    assertThat(image.getRGB(24 + 112, 44 + 336) & 0xffffff).isEqualTo(0x67001f);
  }
}
