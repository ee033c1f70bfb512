package io.plumbline.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.blackbox.engine.Traces;
import io.plumbline.testing.generated.Archive;
import io.plumbline.testing.generated.Mutations;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TorchScript by chance: an archive that is cut or damaged, or a whole one of which a member is. As
 * the readers' FuzzTest does it with models: {@code -Dplumbline.fuzz=N} asks for N that are looked
 * at here, and for one in 200 of them to go to PyTorch, {@code -Dplumbline.fuzz.seed=S} for others.
 */
@Tag("slow")
class ScriptFuzzTest {
  private static final int COUNT = Integer.getInteger("plumbline.fuzz", 400);
  private static final long SEED = Long.getLong("plumbline.fuzz.seed", 20261128);

  /** Each has a process of its own. */
  private static final int EVALUATED = Math.max(1, COUNT / 200);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final Mutations mutations = new Mutations(random);

  @Test
  void isSeenToBeHarmlessOrRefused() throws IOException {
    Path file = folder.resolve("m.pt");
    Trials trials =
        new Trials(
            ".pt",
            input -> {
              Files.write(file, input);
              if (BlackBoxes.isTorchScript(file)) {
                ScriptCode.requireHarmless(file);
              }
            });
    assertNoFaults("SCRIPTS", trials, COUNT);
  }

  /** Whatever becomes of PyTorch over it, there is a value or a line, and nothing else is left. */
  @Test
  void isEvaluatedOrOneLine() throws IOException {
    List<Path> before = Traces.list();
    Path file = folder.resolve("m.pt");
    Given given = new Given("x.npy", new int[] {6, 5}, false, new double[30]);
    Trials trials =
        new Trials(
            ".pt",
            input -> {
              Files.write(file, input);
              try (BlackBox box = BlackBoxes.open(file, Optional.empty(), given)) {
                box.evaluate(new double[30], 1, new double[box.outputs()]);
              }
            });
    assertNoFaults("SCRIPTS EVALUATED", trials, EVALUATED);
    assertThat(Traces.list()).isEqualTo(before);
  }

  private void assertNoFaults(String name, Trials trials, int count) throws IOException {
    Archive whole = new Archive(Scripts.RECURRENT);
    for (int k = 0; k < count; k++) {
      trials.run(whole.damaged(random, mutations));
    }
    System.out.println(name + ": " + trials);
    assertThat(trials.faults()).isEmpty();
  }
}
