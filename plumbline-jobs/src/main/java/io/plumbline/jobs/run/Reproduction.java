package io.plumbline.jobs.run;

import io.plumbline.data.mnist.Mnist;
import io.plumbline.jobs.Versions;
import io.plumbline.jobs.run.result.Provenance;
import io.plumbline.jobs.run.result.Provenance.Entry;
import io.plumbline.report.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to type for the same result, and what took part in it; without paths of this machine. */
final class Reproduction {
  private Reproduction() {}

  static Provenance of(RunSettings settings, Mnist data) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry("image", Integer.toString(settings.image())));
    entries.add(new Entry("h", Numbers.setting(settings.step())));
    entries.add(new Entry("tile", Integer.toString(settings.tile())));
    if (settings.model().isPresent()) {
      entries.add(new Entry("model", name(settings.model())));
    } else {
      entries.add(new Entry("epochs", Integer.toString(settings.epochs())));
    }
    entries.add(new Entry("epsilon", Numbers.setting(settings.epsilon())));
    entries.add(new Entry("seed", Long.toString(settings.seed())));
    settings.data().ifPresent(path -> entries.add(new Entry("data", name(settings.data()))));
    StringBuilder command = new StringBuilder("./plumbline run");
    for (Entry entry : entries) {
      command.append(" --").append(entry.name()).append(' ').append(quoted(entry.value()));
    }
    if (settings.data().isEmpty()) {
      entries.add(new Entry("data", data.name()));
    }
    return new Provenance(command.toString(), settings.seed(), entries, versions());
  }

  private static List<Entry> versions() {
    return List.of(
        new Entry("Plumbline", Versions.plumbline()),
        new Entry("DJL", Versions.djl()),
        new Entry("PyTorch", Versions.pytorch()),
        new Entry("Java", System.getProperty("java.version")));
  }

  private static String name(Optional<Path> path) {
    return path.map(Path::getFileName).map(Path::toString).orElse(".");
  }

  private static String quoted(String value) {
    return value.matches("[\\w.,:/+-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
