package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.readers.Models;
import io.plumbline.testing.Extent;
import io.plumbline.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int TIMES = 12;
  private static final int KILLS = Extent.of(40, 4);
  private static final String CHUNK = "6";

  @TempDir Path temp;

  /** The samples of a fixture, over and over, with right gradients. */
  @BeforeEach
  void write() {
    NpyArray samples = Npy.read(Fixtures.path("cases/mlp-onnx/inputs.npy"));
    long[] labels = Npy.read(Fixtures.path("cases/mlp-onnx/labels.npy")).toLongs();
    Evaluator model = Evaluator.of(Models.read(Fixtures.path("models/mlp.onnx")));
    double[] values = samples.toDoubles();
    int size = values.length / labels.length;
    int count = TIMES * labels.length;
    float[] inputs = new float[count * size];
    float[] gradients = new float[count * size];
    long[] classes = new long[count];
    for (int k = 0; k < count; k++) {
      int from = k % labels.length * size;
      double[] x = Arrays.copyOfRange(values, from, from + size);
      classes[k] = labels[k % labels.length];
      Target label = Target.label((int) classes[k], model.outputs());
      double[] gradient = model.at(x, Loss.CROSS_ENTROPY, label).gradient(TieRule.FIRST);
      for (int i = 0; i < size; i++) {
        inputs[k * size + i] = (float) x[i];
        gradients[k * size + i] = (float) gradient[i];
      }
    }
    int[] shape = samples.shape();
    shape[0] = count;
    Npy.write(temp.resolve("inputs.npy"), NpyArray.of(inputs, shape));
    Npy.write(temp.resolve("gradients.npy"), NpyArray.of(gradients, shape));
    Npy.write(temp.resolve("labels.npy"), NpyArray.of(classes, count));
  }

  private List<String> words(String out) {
    return List.of(
        "audit",
        Fixtures.path("models/mlp.onnx").toString(),
        "--data",
        temp.resolve("inputs.npy").toString(),
        "--label",
        temp.resolve("labels.npy").toString(),
        "--gradient",
        temp.resolve("gradients.npy").toString(),
        "--chunk",
        CHUNK,
        "--out",
        temp.resolve(out).toString());
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
      int before = AuditFolder.isIn(out) ? AuditFolder.open(out).done().size() : 0;
      if (before == most) {
        delete(out);
        before = 0;
      }
      Process process = started(AuditFolder.isIn(out));
      // At any moment between two chunks, from the first on.
      int wanted = before + random.nextInt(4);
      while (process.isAlive()
          && !(AuditFolder.isIn(out) && AuditFolder.open(out).done().size() >= wanted)) {
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
    assertThat(started(AuditFolder.isIn(temp.resolve("killed"))).waitFor()).isNotEqualTo(2);
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
