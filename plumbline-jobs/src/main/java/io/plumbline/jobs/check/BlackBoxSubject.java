package io.plumbline.jobs.check;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.survey.Survey;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.jobs.StageForecast;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.Subject;
import io.plumbline.jobs.input.BlackBoxCheck;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.BlackBoxValues;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.SampleArrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A model that is evaluated and not read. */
record BlackBoxSubject(CheckSettings settings, BlackBoxModel model, WorkListener listener)
    implements Subject {
  static BlackBoxSubject open(CheckSettings settings, WorkListener listener) {
    if (settings.gradient().isEmpty()) {
      throw new InvalidInputException(
          "--gradient (missing) must be given with --black-box: a model that is not read has no"
              + " gradient of its own to check");
    }
    BlackBoxModel model = BlackBoxModel.open(settings.of());
    return new BlackBoxSubject(settings.with(model.of()), model, listener);
  }

  @Override
  public String source() {
    return model.box().source();
  }

  @Override
  public Optional<ImageLayout> layout() {
    return model.layout();
  }

  @Override
  public SampleArrays arrays() {
    return new SampleArrays(model.box().shape(), model.box().outputs());
  }

  @Override
  public GradientArrays.Given gradient(LabelledSamples batch) {
    throw new IllegalStateException("a black box is opened with a gradient only");
  }

  @Override
  public Checker checker(CheckOptions options, List<Sample> samples) {
    BlackBox box = model.box();
    Progress progress = new StageForecast(listener, Set.of(Survey.QUOTIENTS), samples.size());
    BlackBoxCheck check = new BlackBoxCheck(box, options, progress);
    return new Checker() {
      @Override
      public Said check(int index, boolean plant) {
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
      }

      @Override
      public List<LossSlice> slices(int index, int... coordinates) {
        Sample sample = samples.get(index);
        return new BlackBoxValues(box, progress)
            .slices(options.loss(), sample, LossSlice.step(sample.x()), coordinates);
      }
    };
  }

  @Override
  public void close() {
    model.close();
  }
}
