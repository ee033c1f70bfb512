package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.FolderStore;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import io.plumbline.testing.RepeatedSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit that the system kills at any moment loses nothing but the chunks in work. */
@Tag("slow")
class AuditKilledTest {
  private static final int SAMPLES = 120;
  private static final int KILLS = Extent.of(40, 4);
  private static final String CHUNK = "6";

  @TempDir Path temp;

  private RepeatedSamples samples;

  @BeforeEach
  void write() {
    samples = RepeatedSamples.write(Corpus.read("mlp-onnx"), SAMPLES, temp);
  }

  private static boolean isIn(Path out) {
    return AuditFolder.isIn(FolderStore.of(out));
  }

  private List<String> words(String out) {
    List<String> words = new ArrayList<>(List.of("audit"));
    words.addAll(samples.words());
    words.addAll(List.of("--chunk", CHUNK, "--out", temp.resolve(out).toString()));
    return words;
  }

  @Test
  void killedAtAnyMomentAndGoneOnWithItSaysTheSame() throws Exception {
    Printed undisturbed = Printed.by(words("whole").toArray(String[]::new));
    assertThat(undisturbed.err()).doesNotContain("must");
    Random random = new Random(20261130);
    int most = AuditFolder.open(temp.resolve("whole")).plan().chunks();
    List<Integer> done = new ArrayList<>();
    Path out = temp.resolve("killed");
    for (int kill = 0; kill < KILLS; kill++) {
      int before = isIn(out) ? AuditFolder.open(out).done().size() : 0;
      if (before == most) {
        delete(out);
        before = 0;
      }
      Process process = started(isIn(out));
      // At any moment between two chunks, from the first on.
      int wanted = before + random.nextInt(4);
      while (process.isAlive() && !(isIn(out) && AuditFolder.open(out).done().size() >= wanted)) {
        process.waitFor(1 + random.nextInt(20), TimeUnit.MILLISECONDS);
      }
      process.waitFor(random.nextInt(100), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      AuditFolder folder = AuditFolder.open(out);
      done.add(folder.done().size());
      for (int number : folder.done()) {
        assertThat(folder.read(number).text()).isEqualTo(whole(number));
      }
    }
    assertThat(started(isIn(out)).waitFor()).isNotEqualTo(2);
    for (int number = 0; number < most; number++) {
      assertThat(AuditFolder.open(temp.resolve("killed")).read(number).text())
          .isEqualTo(whole(number));
    }
    assertThat(done).as("killed while there was work").anyMatch(count -> count < most);
    try (Stream<Path> files = Files.list(temp.resolve("killed/chunks"))) {
      assertThat(files).as("what was cut short is gone").hasSize(most);
    }
  }

  private String whole(int number) {
    return AuditFolder.open(temp.resolve("whole")).read(number).text();
  }

  private Process started(boolean resume) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(words("killed"));
    if (resume) {
      words.add("--resume");
    }
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("said").toFile())
        .start();
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
