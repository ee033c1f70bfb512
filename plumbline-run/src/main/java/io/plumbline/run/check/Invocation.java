package io.plumbline.run.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a check, to be copied. */
final class Invocation {
  private final List<String> words = new ArrayList<>(List.of("./plumbline", "check"));

  private Invocation(CheckSettings settings, boolean withGradient) {
    words.add(quoted(settings.model()));
    settings.input().ifPresent(file -> option("--input", quoted(file)));
    settings.label().ifPresent(label -> option("--label", quoted(label)));
    settings.image().ifPresent(image -> option("--image", Integer.toString(image)));
    settings.data().ifPresent(directory -> option("--data", quoted(directory)));
    if (settings.loss() != LossChoice.CROSS_ENTROPY) {
      option("--loss", settings.loss().toString());
    }
    if (settings.clipProbabilities()) {
      words.add("--clip-probabilities");
    }
    settings
        .kind()
        .ifPresent(kind -> words.add("--" + kind.name().toLowerCase(java.util.Locale.ROOT)));
    if (withGradient) {
      settings.gradient().ifPresent(file -> option("--gradient", quoted(file)));
      settings
          .precision()
          .ifPresent(precision -> option("--precision", SampleArrays.word(precision)));
    }
  }

  /** The same again, with more options. */
  static String again(CheckSettings settings, String... more) {
    return new Invocation(settings, true).with(more);
  }

  /** The engine's gradient of the same samples in place of the one given. */
  static String ofEngine(CheckSettings settings, String... more) {
    return new Invocation(settings, false).with(more);
  }

  private String with(String... more) {
    words.addAll(List.of(more));
    return String.join(" ", words);
  }

  private void option(String name, String value) {
    words.add(name);
    words.add(value);
  }

  private static String quoted(Path path) {
    return quoted(path.toString());
  }

  private static String quoted(String value) {
    return value.matches("[\\w.,:/+-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
