package io.plumbline.jobs.check.outcome;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.loss.Reduction;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.PreparedInput;
import java.util.List;
import java.util.Optional;

/**
 * A finished check.
 *
 * @param settings what was asked
 * @param source the model's file
 * @param arithmetic the gradient's
 * @param samples one for each gradient
 * @param firstWrong of gradients by values inside the model: where the first wrong one arises
 * @param input what was done to the samples before the model saw them
 * @param together where each gradient is of several samples: how
 * @param takesProbabilitiesForScores whether a softmax is taken of the model's softmax
 */
public record CheckOutcome(
    CheckSettings settings,
    String source,
    Arithmetic arithmetic,
    List<Checked> samples,
    Optional<FirstWrong> firstWrong,
    Optional<PreparedInput> input,
    Optional<Together> together,
    boolean takesProbabilitiesForScores) {
  /** Copies the list. */
  public CheckOutcome {
    samples = List.copyOf(samples);
  }

  /**
   * The largest mistake that a pass may overlook.
   *
   * @return what was asked for; else the largest of its gradients', relative to the norm
   */
  public double mustSee() {
    double largest =
        samples.stream()
            .flatMap(each -> each.result().judged().stream())
            .mapToDouble(SampleResult.Judged::mustSee)
            .max()
            .orElse(Power.REQUIRED);
    return settings.mustSee().orElse(largest);
  }

  /** The same with its gradients, when all are checked. */
  public CheckOutcome of(List<Checked> all, Optional<FirstWrong> first) {
    return new CheckOutcome(
        settings, source, arithmetic, all, first, input, together, takesProbabilitiesForScores);
  }

  /**
   * Where gradients become wrong on their way back from the loss.
   *
   * @param tensor the first wrong one's
   * @param behind the last right one's before it; the loss where absent
   * @param layers what stands between the two, each with its type: one of them is wrong
   */
  public record FirstWrong(String tensor, Optional<String> behind, List<String> layers) {
    /** Copies the list. */
    public FirstWrong {
      layers = List.copyOf(layers);
    }
  }

  /**
   * Samples whose losses are one.
   *
   * @param samples how many
   * @param reduction whether they are summed or averaged
   * @param training whether the model computes as in training
   */
  public record Together(int samples, Reduction reduction, boolean training) {
    @Override
    public String toString() {
      String mode = training ? "in training mode" : "";
      String of = samples == 1 ? "" : "the " + reduction + " over the " + samples + " samples";
      return of + (of.isEmpty() || mode.isEmpty() ? "" : ", ") + mode;
    }
  }

  /**
   * One gradient, checked.
   *
   * @param variable what the gradient is by
   * @param index its place in the batch, or the image's in its data set; of several tensors its
   *     tensor's
   * @param x the sample, or what the tensor holds
   * @param target its label or weights
   * @param result what the check says
   * @param planted the mistakes that were planted; none unless asked for, or where it did not pass
   * @param slices the loss along some coordinates, for a report that shows them
   */
  public record Checked(
      Variable variable,
      int index,
      double[] x,
      Target target,
      SampleResult result,
      List<MistakeTrials.Trial> planted,
      List<LossSlice> slices) {
    /** Copies the lists. */
    public Checked {
      planted = List.copyOf(planted);
      slices = List.copyOf(slices);
    }

    /** What is said of a sample. */
    public static Checked of(Variable variable, int index, Sample sample, Subject.Said said) {
      return new Checked(
          variable, index, sample.x(), sample.target(), said.result(), said.planted(), List.of());
    }

    /** The same with the loss along some coordinates. */
    public Checked with(List<LossSlice> along) {
      return new Checked(variable, index, x, target, result, planted, along);
    }

    /**
     * What it is called among others.
     *
     * @return its tensor's name, or a sample's number
     */
    public String title() {
      return variable.kind() + " " + variable.name().orElseGet(() -> Integer.toString(index));
    }

    /**
     * The answer, planted mistakes included.
     *
     * @return the verdict with its reason
     */
    public Decision decision() {
      return result
          .decision()
          .planted(planted.stream().anyMatch(p -> p.outcome() == MistakeTrials.Outcome.MISSED));
    }

    /**
     * The answer in a word.
     *
     * @return the decision's verdict
     */
    public Verdict verdict() {
      return decision().verdict();
    }
  }

  /**
   * The label of a check's sample.
   *
   * @param checked one of these
   * @return empty where it has none, or is of several samples
   */
  public Optional<Integer> labelOf(Checked checked) {
    return together.isPresent() ? Optional.empty() : settings.of().labelOf(checked.target());
  }

  /**
   * What the checks are of.
   *
   * @return the same for all of them
   */
  public Variable.Kind kind() {
    return samples.get(0).variable().kind();
  }

  /**
   * Whether the gradients have names, and not only numbers.
   *
   * @return false where they are by the input
   */
  public boolean isNamed() {
    return samples.get(0).variable().name().isPresent();
  }

  /**
   * The verdict on the code that computed the gradients.
   *
   * @return that of the samples that can be checked
   */
  public Verdict verdict() {
    return Decision.ofBatch(samples.stream().map(Checked::decision).toList()).verdict();
  }
}
