package io.plumbline.jobs.check.words;

import io.plumbline.diagnose.check.SampleResult.Ended;
import io.plumbline.diagnose.check.SoFar;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/** What the check of a gradient had shown when it was ended, in words. */
public final class EndedWords {
  public static final String HEADLINE = "The check was ended before the gradient was decided.";

  private EndedWords() {}

  static List<String> of(Ended ended) {
    List<String> lines = new ArrayList<>();
    SoFar soFar = ended.soFar();
    soFar
        .differenced()
        .ifPresentOrElse(
            some -> lines.add(differenced(some)),
            () ->
                soFar
                    .stage()
                    .ifPresent(
                        stage ->
                            lines.add(
                                "It was at "
                                    + stage.name()
                                    + ", "
                                    + Numbers.count(stage.done())
                                    + " of "
                                    + Numbers.count(stage.total())
                                    + ".")));
    soFar
        .off()
        .ifPresent(
            off ->
                lines.add(
                    "So far: the gradient is "
                        + Numbers.format(off)
                        + " of its norm off that of reverse mode in float64, which was not proved"
                        + " yet"
                        + (soFar.noise().isPresent()
                            ? "; rounding moves it by "
                                + Numbers.format(soFar.noise().getAsDouble())
                                + " of it."
                            : "; what rounding does to it was not measured to the end.")));
    lines.add("All of it takes about " + Numbers.duration(ended.seconds()) + ".");
    return lines;
  }

  private static String differenced(SoFar.Differenced some) {
    return Numbers.count(some.done())
        + " of "
        + Numbers.count(some.count())
        + " coordinates were differenced: "
        + Numbers.count(some.agree())
        + " agree, "
        + Numbers.count(some.disagree())
        + " disagree; of the others nothing is known.";
  }
}
