package io.plumbline.jobs.check;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.blackbox.BlackBoxCheck;
import io.plumbline.blackbox.BlackBoxes;
import io.plumbline.blackbox.Given;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.graph.InputLayout;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.InputArray;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.SampleArrays;
import java.util.List;
import java.util.Optional;

/** A model that is evaluated and not read. */
record BlackBoxSubject(CheckSettings settings, BlackBox box, Progress progress) implements Subject {
  static BlackBoxSubject open(CheckSettings settings, Progress progress) {
    if (settings.gradient().isEmpty()) {
      throw new InvalidInputException(
          "--gradient (missing) must be given with --black-box: a model that is not read has no"
              + " gradient of its own to check");
    }
    ModelAndSamples of = settings.of();
    BlackBox box = box(of);
    try {
      ModelAndSamples meant = of.of(box.outputs());
      if (meant.loss().isGraph()) {
        throw new InvalidInputException(
            "--loss ("
                + meant.loss().meant()
                + ") must not be with --black-box: it is a graph on top of a model that is read");
      }
      return new BlackBoxSubject(settings.with(meant), box, progress);
    } catch (InvalidInputException e) {
      box.close();
      throw e;
    }
  }

  private static BlackBox box(ModelAndSamples of) {
    if (of.image().isPresent()) {
      Dataset test = of.data().map(Mnist::fromDirectory).orElseGet(Mnist::embedded).test();
      int[] shape = {test.rows(), test.columns()};
      return open(of, new Given("image", shape, true, test.imageAsDoubles(of.image().getAsInt())));
    }
    InputArray stored = of.array();
    for (InputArray each : stored.turned()) {
      try {
        return open(of, given(each));
      } catch (InvalidInputException e) {
        // Nor does it take what is turned so: what is stored is tried last, and says why.
      }
    }
    return open(of, given(stored));
  }

  private static BlackBox open(ModelAndSamples of, Given given) {
    return BlackBoxes.open(of.model(), of.loss().kind(), given);
  }

  private static Given given(InputArray array) {
    return new Given(array.name(), array.shape(), false, array.values());
  }

  @Override
  public String source() {
    return box.source();
  }

  @Override
  public Optional<ImageLayout> layout() {
    return InputLayout.of(box.shape());
  }

  @Override
  public SampleArrays arrays() {
    return new SampleArrays(box.shape(), box.outputs());
  }

  @Override
  public GradientArrays.Given gradient(LabelledSamples batch) {
    throw new IllegalStateException("a black box is opened with a gradient only");
  }

  @Override
  public Checker checker(CheckOptions options, List<Sample> samples) {
    BlackBoxCheck check = new BlackBoxCheck(box, options, progress);
    return (index, plant) -> {
      Sample sample = samples.get(index);
      BlackBoxCheck.Surveyed surveyed = check.survey(sample);
      SampleResult result = surveyed.judge(index, sample.gradient());
      boolean planting = plant && result.verdict() == Verdict.PASS;
      return new Said(
          result,
          planting
              ? new MistakeTrials(
                      box.shape(), wrong -> surveyed.judge(index, wrong.gradient()).verdict())
                  .plant(sample, result.judged().orElseThrow())
              : List.of());
    };
  }

  @Override
  public void close() {
    box.close();
  }
}
