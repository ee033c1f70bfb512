package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.dataset.SampleSource;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Gallery.Picture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample is shown as it is stored, wherever its channels stand, or not at all. */
class AuditPictureTest {
  @TempDir private Path folder;

  private Optional<Picture> picture(Map<String, String> options, int index, NpyArray array) {
    Path file = folder.resolve("x.npy");
    Npy.write(file, array);
    try (SampleSource source = SampleSource.open(file.toString())) {
      return AuditPicture.of(GeneratedRows.plan(9, 9, options), source, index);
    }
  }

  private static double[] counted(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, k -> k);
    return values;
  }

  @Test
  void channelsStandWhereTheModelOrTheUserHasThem() {
    Picture last = picture(Map.of(), 1, NpyArray.of(counted(48), 2, 4, 2, 3)).orElseThrow();
    assertThat(last.rows()).isEqualTo(4);
    assertThat(last.channels()).isEqualTo(3);
    assertThat(last.pixels().get(0)).isEqualTo(24);
    assertThat(last.pixels().get(1)).isEqualTo(25);
    for (String layout : new String[] {"chw", "nchw"}) {
      Picture first =
          picture(Map.of("layout", layout), 1, NpyArray.of(counted(48), 2, 3, 4, 2)).orElseThrow();
      assertThat(first.rows()).isEqualTo(4);
      assertThat(first.channels()).isEqualTo(3);
      assertThat(first.pixels().get(1)).isEqualTo(24 + 8);
    }
  }

  @Test
  void twoAxesAreAPictureAndFewerAreNone() {
    Picture plain = picture(Map.of(), 0, NpyArray.of(counted(12), 2, 3, 2)).orElseThrow();
    assertThat(plain.rows()).isEqualTo(3);
    assertThat(plain.channels()).isEqualTo(1);
    assertThat(plain.scale()).isEqualTo(new ColourScale.Gray(0, 5));
    assertThat(picture(Map.of(), 0, NpyArray.of(counted(12), 2, 6))).isEmpty();
    assertThat(picture(Map.of(), 7, NpyArray.of(counted(12), 2, 3, 2))).as("gone").isEmpty();
  }

  @Test
  void bytesKeepTheirBrightnessAndLargePicturesLosePixels() {
    byte[] bytes = new byte[2 * 300 * 200];
    Arrays.fill(bytes, (byte) 100);
    Picture dark =
        picture(Map.of(), 0, NpyArray.ofBytes(NpyType.UINT8, bytes, 2, 300, 200)).orElseThrow();
    assertThat(dark.scale()).isEqualTo(new ColourScale.Gray(0, 255));
    assertThat(dark.rows()).isEqualTo(100);
    assertThat(dark.columns()).isEqualTo(67);
    assertThat(dark.notes()).containsExactly("300 by 200 pixels");
  }
}
