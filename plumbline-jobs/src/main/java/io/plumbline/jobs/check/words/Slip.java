package io.plumbline.jobs.check.words;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.slip.PixelSlip;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.Preprocessing;
import io.plumbline.report.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What mends a check that did run, where its numbers show that something was given otherwise than
 * it was meant: a sentence, and the command that asks again.
 *
 * @param sentence what is seen, and what mends it
 * @param command to be copied
 */
record Slip(String sentence, String command) {
  /** Those of one gradient; none where it is right. */
  static List<Slip> of(CheckOutcome outcome, Checked checked) {
    CheckSettings settings = outcome.settings();
    List<Slip> slips = new ArrayList<>();
    if (checked.verdict() == Verdict.PASS || settings.of().sample().isPresent()) {
      return slips;
    }
    checked.result().causes().stream()
        .findFirst()
        .ifPresent(cause -> ofCause(settings, cause, checked.x(), slips));
    boolean flat = checked.decision().reason().filter(Reason::ofSample).isPresent();
    Optional<Path> input = settings.of().input();
    if (flat && input.isPresent() && settings.of().preprocessing().equals(Preprocessing.NONE)) {
      PixelSlip.sentence(String.valueOf(input.get().getFileName()), checked.x())
          .ifPresent(
              line -> slips.add(new Slip(line, settings.invocation().line("--scale", "1/255"))));
    }
    if (outcome.takesProbabilitiesForScores()) {
      slips.add(
          new Slip(
              outcome.source()
                  + " ends in a softmax, and --logits takes a second one of what it gives; leave it out"
                  + " where the loss is of those probabilities.",
              settings.invocation().without("--logits").line()));
    }
    return slips;
  }

  private static void ofCause(CheckSettings settings, Cause cause, double[] x, List<Slip> slips) {
    boolean given = settings.gradient().isPresent() && settings.of().input().isPresent();
    boolean plain = settings.of().preprocessing().equals(Preprocessing.NONE);
    Double alone = 1.0;
    Object options = cause.details().get(InputChange.OPTIONS);
    if (given && cause.id().equals("swapped")) {
      slips.add(
          new Slip(
              "Exchanged, they are checked as they are meant.",
              settings.invocation().exchanging("--input", "--gradient").line()));
    } else if (given && plain && options != null && alone.equals(cause.details().get("factor"))) {
      slips.add(
          new Slip(
              settings.of().input().get().getFileName()
                  + " holds numbers from "
                  + Numbers.format(Arrays.stream(x).min().orElse(0))
                  + " to "
                  + Numbers.format(Arrays.stream(x).max().orElse(0))
                  + "; "
                  + options
                  + " makes of it that input.",
              settings.invocation().line(options.toString())));
    }
  }
}
