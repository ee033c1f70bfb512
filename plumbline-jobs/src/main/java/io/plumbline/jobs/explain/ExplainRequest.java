package io.plumbline.jobs.explain;

import io.plumbline.diagnose.explain.Explanation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** What was asked of {@code explain}, as far as its answer repeats it. */
public interface ExplainRequest {
  /**
   * What the JSON says beside what was found.
   *
   * @param program the words of the program, if the function is one's
   * @param blackBox true where a model is evaluated and not read
   * @param training true where the arrays are of a training step
   * @param by what the arrays are by, where it is not the input
   */
  record Marks(
      Optional<String> program,
      Optional<Boolean> blackBox,
      Optional<Boolean> training,
      Optional<String> by) {}

  /**
   * Whether a table of pairs was asked for.
   *
   * @return false where there is one pair of arrays
   */
  boolean isTable();

  /**
   * What is compared with what.
   *
   * @param worst what was found of the worst pair
   * @return a sentence for below a title
   */
  String subtitle(Explanation worst);

  /**
   * What to do next.
   *
   * @param outcome what was found
   * @return commands to be copied
   */
  List<String> commands(ExplainOutcome outcome);

  /**
   * What the JSON says beside what was found.
   *
   * @return that
   */
  Marks marks();

  /**
   * What the elements of the arrays are called, where a report names them one by one.
   *
   * @return a name for each place; empty where they are drawn, or have none
   */
  Optional<IntFunction<String>> places();

  /**
   * Where to write the result as JSON.
   *
   * @return the file
   */
  Optional<Path> json();

  /**
   * Where to write the result as an HTML page.
   *
   * @return the file
   */
  Optional<Path> report();
}
