package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where people write i without a dot, a comma in numbers, or other digits, everything reads as
 * everywhere.
 */
@Tag("slow")
class LocaleTest {
  private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");

  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    Npy.write(directory.resolve("g.npy"), NpyArray.of(new float[784], 1, 28, 28, 1));
  }

  private Printed in(Locale locale, String line) {
    String words =
        line.replace("MODELS", Fixtures.path("models").toString())
            .replace("@", directory.toString());
    Locale usual = Locale.getDefault();
    Locale.setDefault(locale);
    try {
      return Printed.by(words.split(" "));
    } finally {
      Locale.setDefault(usual);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "show MODELS/seed.keras",
        "show MODELS/missing.onnx",
        "check MODELS/mlp.onnx --image 2 --gradient @/g.npy",
        "check MODELS/mlp.onnx --image 20000",
        "check MODELS/mlp.onnx --image 2 --rtol 7",
        "check MODELS/mlp.onnx --image 2 --coordinates 1,99999",
        "check MODELS/mlp.onnx --image 2 --data @",
        "explain MODELS/mlp.onnx --image 2 --analytic @/g.npy --numeric @/g.npy",
        "explain MODELS/mlp.onnx --image 2 --analytic @/missing.npy --numeric @/g.npy",
        "attack MODELS/mlp.onnx --bounds 1.5",
        "estimate MODELS/mlp.onnx --tile 1234 --image 20000",
        "run --model MODELS/seed.onnx --epsilon -1.5",
        "train --out @/m.onnx --learning-rate -1234.5"
      })
  void everyLocaleReadsTheSame(String line) {
    Printed expected = in(Locale.ROOT, line);
    for (String tag : new String[] {"tr-TR", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"}) {
      Printed printed = in(Locale.forLanguageTag(tag), line);
      assertThat(printed.err()).as(tag).isEqualTo(expected.err());
      assertThat(printed.out()).as(tag).isEqualTo(expected.out());
      assertThat(printed.code()).as(tag).isEqualTo(expected.code());
    }
  }

  @Test
  void filesAreWrittenTheSame() throws IOException {
    Path json = directory.resolve("j");
    Path report = directory.resolve("r");
    Printed printed =
        in(
            Locale.forLanguageTag("ar-EG-u-nu-arab"),
            "check MODELS/mlp.onnx --image 2 --gradient @/g.npy --json @/j --report @/r --junit"
                + " @/x");
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(JsonParser.parseString(Files.readString(json)).isJsonObject()).isTrue();
    for (Path file : new Path[] {json, report, directory.resolve("x")}) {
      assertThat(OTHER_DIGITS.matcher(Files.readString(file)).find()).as("%s", file).isFalse();
    }
  }
}
