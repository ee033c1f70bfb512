package io.plumbline.blackbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.blackbox.Scripts;
import io.plumbline.core.InvalidInputException;
import io.plumbline.testing.Fixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's process computes what the engine does, and whatever ends it is one line. */
@Tag("slow")
class EngineProcessTest {
  private static final Path HOSTILE = Fixtures.path("hostile");
  private static final Path SCRIPT = Scripts.RECURRENT;

  @TempDir private Path folder;

  private static EngineProcess start(Path model, Limits limits) {
    EngineKind kind = model.toString().endsWith(".pt") ? EngineKind.TORCHSCRIPT : EngineKind.ONNX;
    return EngineProcess.start(
        kind, model.getFileName().toString(), limits, file -> Files.copy(model, file));
  }

  private static EngineProcess start(Path model) {
    return start(model, Limits.usual());
  }

  private static void assertEnds(Path model, int size, long[] shape, Limits limits, String line) {
    assertThatThrownBy(
            () -> {
              try (EngineProcess engine = start(model, limits)) {
                assertThatThrownBy(() -> engine.run(new double[size], size, shape, 0))
                    .isInstanceOf(EngineEnded.class)
                    .hasMessageMatching(line);
                // Everyone who asks later is told the same.
                engine.run(new double[size], size, shape, 0);
              }
            })
        .isInstanceOf(EngineEnded.class)
        .hasMessageMatching(line);
  }

  @ParameterizedTest
  @CsvSource({
    "models/mlp.onnx, 64, '28, 28, 1'",
    "models/seed.onnx, 64, '28, 28, 1'",
    "blackbox/lstm.onnx, 64, '6, 5'",
    "blackbox/lstm.pt, 64, '6, 5'"
  })
  void computesTheSameBitsAsTheEngineItself(String name, int batch, String sample) {
    Path model = Fixtures.path(name);
    List<Long> extents = new ArrayList<>(List.of((long) batch));
    for (String extent : sample.split(", ")) {
      extents.add(Long.parseLong(extent));
    }
    long[] shape = extents.stream().mapToLong(each -> each).toArray();
    int size = (int) extents.stream().mapToLong(each -> each).reduce(1, (a, b) -> a * b);
    double[] values = new Random(5).doubles(size).map(each -> (float) each).toArray();
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    Loaded inside = name.endsWith(".pt") ? new TorchModule(model) : new OnnxSession(model);
    Output expected = inside.run(bytes.flip(), shape, 0);
    long start = System.nanoTime();
    try (EngineProcess engine = start(model)) {
      long started = System.nanoTime() - start;
      assertThat(engine.declared().shape()).isEqualTo(inside.declared().shape());
      assertThat(engine.declared().precision()).isEqualTo(inside.declared().precision());
      assertThat(engine.declared().outputs()).isEqualTo(inside.declared().outputs());
      double[] before = values.clone();
      IntStream.range(0, 8)
          .parallel()
          .forEach(
              unused -> {
                Output output = engine.run(values, size, shape, 0);
                assertThat(output.shape()).isEqualTo(expected.shape());
                assertThat(output.values()).isEqualTo(expected.values());
              });
      assertThat(values).isEqualTo(before);
      System.out.printf(
          "%s x %d: started in %d ms; one evaluation %d us, in the engine itself %d us%n",
          name,
          batch,
          started / 1_000_000,
          microseconds(() -> engine.run(values, size, shape, 0)),
          microseconds(() -> inside.run(bytes.rewind(), shape, 0)));
    }
  }

  /** The median: {@code docs/security.md} quotes it. */
  private static long microseconds(Runnable evaluation) {
    long[] times = new long[200];
    for (int k = 0; k < times.length; k++) {
      long start = System.nanoTime();
      evaluation.run();
      times[k] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[times.length / 2] / 1000;
  }

  @ParameterizedTest
  @CsvSource({
    "abort.onnx, '1, 4'",
    "c2180.onnx, '1, 4'",
    "c2323.onnx, '1, 4'",
    "c2709.onnx, '1, 5'",
    "c3933.onnx, '1, 64'",
    "c4157.onnx, '1, 8'",
    "c4417.onnx, '1, 512'"
  })
  void aDamagedModelIsOneLineAndLeavesNothing(String name, String shape) throws IOException {
    List<Path> before = Traces.list();
    Path model = HOSTILE.resolve("blackbox-native-abort").resolve(name);
    long[] extents = Stream.of(shape.split(", ")).mapToLong(Long::parseLong).toArray();
    int size = (int) (extents[0] * extents[1]);
    assertThatThrownBy(
            () -> {
              try (EngineProcess engine = start(model)) {
                engine.run(new double[size], size, extents, 0);
                throw new InvalidInputException(name + ": was evaluated");
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(name + ": ")
        .message()
        .hasLineCount(1);
    assertThat(Traces.list()).isEqualTo(before);
  }

  @Test
  void aCrashSaysItsSignal() {
    assertEnds(
        HOSTILE.resolve("blackbox-native-abort/abort.onnx"),
        4,
        new long[] {1, 4},
        Limits.usual(),
        "abort.onnx: must be a model that ONNX Runtime can evaluate; its process ended by itself,"
            + " by signal \\d+");
  }

  @Test
  void aModelThatNeverEndsIsEnded() {
    assertEnds(
        HOSTILE.resolve("endless.onnx"),
        4,
        new long[] {1, 4},
        new Limits(1L << 40, Duration.ofSeconds(2)),
        "endless.onnx: one evaluation \\(2 s so far\\) must end within 2 s");
  }

  @Test
  void aModelThatWantsAllTheMemoryIsEnded() {
    assertEnds(
        HOSTILE.resolve("hungry.onnx"),
        4,
        new long[] {1, 4},
        new Limits(1L << 29, Duration.ofSeconds(60)),
        "hungry.onnx: memory of its evaluation \\(\\d+ MB\\) must be at most 512 MB, twice Java's"
            + " -Xmx");
  }

  @Test
  void aScriptThatNeverEndsIsEnded() throws IOException {
    assertEnds(
        Scripts.with(folder, "endless", "    while True:\n      x = torch.sin(x)\n"),
        30,
        new long[] {1, 6, 5},
        new Limits(1L << 40, Duration.ofSeconds(8)),
        "endless.pt: one evaluation \\(8 s so far\\) must end within 8 s");
  }

  @Test
  void aScriptThatWantsAllTheMemoryIsEnded() throws IOException {
    assertEnds(
        Scripts.with(
            folder,
            "hungry",
            "    x = torch.mul(x, torch.sum(torch.sin(torch.ones([400000000]))))\n"),
        30,
        new long[] {1, 6, 5},
        new Limits(1L << 30, Duration.ofSeconds(60)),
        "hungry.pt: memory of its evaluation \\(\\d+ MB\\) must be at most 1024 MB, twice Java's"
            + " -Xmx");
  }

  @Test
  void whatAScriptPrintsIsInNobodysWay() throws IOException {
    double[] x = new Random(5).doubles(30).map(each -> (float) each).toArray();
    long[] shape = {1, 6, 5};
    try (EngineProcess quiet = start(SCRIPT);
        EngineProcess loud =
            start(Scripts.with(folder, "loud", "    print(\"a word, a word, a word\", x)\n"))) {
      for (int k = 0; k < 500; k++) {
        assertThat(loud.run(x, 30, shape, 0).values())
            .isEqualTo(quiet.run(x, 30, shape, 0).values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest", "endless"})
  void itDiesWithItsParentHoweverThatDies(String what) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                what)
            .redirectErrorStream(true)
            .start();
    ProcessHandle engine;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      engine = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      Path place = Path.of(out.readLine());
      assertThat(place).isDirectory();
      assertThat(engine.isAlive()).isTrue();
      parent.destroyForcibly();
      engine.onExit().get(10, TimeUnit.SECONDS);
      assertThat(place).doesNotExist();
    }
  }

  /** A process that is killed while its engine rests, or evaluates. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws InterruptedException {
      Path model =
          args[0].equals("endless")
              ? HOSTILE.resolve("endless.onnx")
              : Fixtures.path("models/mlp.onnx");
      EngineProcess engine = start(model);
      System.out.println(ProcessHandle.current().children().findFirst().orElseThrow().pid());
      System.out.println(engine.folder());
      if (args[0].equals("endless")) {
        engine.run(new double[4], 4, new long[] {1, 4}, 0);
      }
      Thread.sleep(60_000);
    }
  }
}
