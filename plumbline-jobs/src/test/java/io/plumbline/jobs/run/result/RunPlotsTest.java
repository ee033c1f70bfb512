package io.plumbline.jobs.run.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.core.InputFiles;
import io.plumbline.core.OutputFiles;
import io.plumbline.report.PngPlots;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlotsTest {
  @TempDir Path folder;

  @Test
  void drawsEveryPlotOfTheRun() throws IOException {
    PngPlots.Drawn drawn = drawInto(folder);

    assertThat(drawn.problem()).isEmpty();
    assertThat(drawn.names())
        .containsExactly(
            "discrete-gradient.png",
            "analytic-gradient.png",
            "relative-error.png",
            "clean.png",
            "perturbation.png",
            "adversarial.png",
            "error-against-step.png",
            "histogram.png",
            "discrete-gradient-float64.png",
            "analytic-gradient-float64.png",
            "relative-error-float64.png",
            "histogram-float64.png");
    for (String name : drawn.names()) {
      BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
      assertThat(colours(image))
          .as("colours of %s", name)
          .isGreaterThan(name.startsWith("pert") ? 2 : 8);
    }
  }

  /** A separate Java that finds no font: maps come without text, and one line says so. */
  @Test
  void withoutFontsMapsAreDrawnWithoutText() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "only there are fonts taken away by a file");
    Path none =
        Files.writeString(
            folder.resolve("fonts.conf"),
            "<?xml version=\"1.0\"?><fontconfig><dir>"
                + folder.resolve("none")
                + "</dir></fontconfig>");
    Path out = folder.resolve("out");
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Duser.home=" + folder, // where Java remembers the fonts it found
            "-cp",
            System.getProperty("java.class.path"),
            RunPlotsTest.class.getName(),
            out.toString());
    command.environment().put("FONTCONFIG_FILE", none.toString());
    command.environment().put("XDG_CACHE_HOME", folder.toString());
    command.redirectErrorStream(true);
    Process process = command.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).startsWith("This Java has no fonts:").hasLineCount(1);
    assertThat(out.resolve("discrete-gradient.png")).exists();
    assertThat(out.resolve("histogram.png")).doesNotExist();
    assertThat(colours(ImageIO.read(out.resolve("discrete-gradient.png").toFile())))
        .isGreaterThan(20);
  }

  /** Draws the sample and prints the problem; run in the Java without fonts. */
  public static void main(String[] arguments) {
    System.out.println(drawInto(Path.of(arguments[0])).problem());
  }

  private static PngPlots.Drawn drawInto(Path directory) {
    try (OutputFiles files = OutputFiles.in(directory, InputFiles.NONE)) {
      PngPlots.Drawn drawn = PngPlots.write(RunReport.of(SampleRun.result()), files);
      files.commit();
      return drawn;
    }
  }

  private static long colours(BufferedImage image) {
    return IntStream.of(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .distinct()
        .count();
  }
}
