package io.plumbline.jobs.check;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.GradientCheck;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.jobs.input.SampleArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Checks gradients by tensors: each is a model of its own, whose input the tensor is. */
final class TensorCheck {
  private final TensorModel model;
  private final CancellationToken token;

  private TensorCheck(TensorModel model, CancellationToken token) {
    this.model = model;
    this.token = token;
  }

  static CheckOutcome run(CheckSettings settings, CheckListener listener, CancellationToken token) {
    TensorModel model = TensorModel.read(settings, new TensorModel.Watcher(token, listener));
    List<Question> questions = questions(model);
    listener.expect(
        questions.stream().mapToDouble(each -> each.scored().model().checkSeconds(each.x())).sum());
    TensorCheck check = new TensorCheck(model, token);
    Arithmetic arithmetic =
        model.settings().arithmetic().orElseGet(() -> Arithmetic.of(precision(model.settings())));
    List<CheckOutcome.Checked> checked = new ArrayList<>();
    for (int k = 0; k < questions.size(); k++) {
      checked.add(check.check(k, questions.get(k), arithmetic));
    }
    Optional<CheckOutcome.FirstWrong> first =
        settings.inner().isPresent() ? FirstWrongLayer.of(questions, checked) : Optional.empty();
    return new CheckOutcome(model.settings(), model.graph().source(), arithmetic, checked, first);
  }

  private static List<Question> questions(TensorModel model) {
    CheckSettings settings = model.settings();
    if (settings.derivative().isPresent()) {
      return DerivativeQuestions.of(model, settings.derivative().get());
    }
    if (settings.inner().isPresent()) {
      return new InnerQuestions(model).ofGiven();
    }
    if (settings.by() instanceof By.Named named) {
      return List.of(
          WeightQuestions.ofOne(model, named.name())
              .orElseGet(() -> new InnerQuestions(model).ofOne(named.name())));
    }
    return WeightQuestions.ofAll(model);
  }

  private static Precision precision(CheckSettings settings) {
    return settings
        .gradientFiles()
        .findFirst()
        .map(GivenArrays::precision)
        .orElse(Precision.FLOAT32);
  }

  private CheckOutcome.Checked check(int index, Question question, Arithmetic arithmetic) {
    CheckSettings settings = model.settings();
    CheckOptions options =
        new CheckOptions(
            question.loss(),
            arithmetic,
            settings.relativeTolerance(),
            settings.tieRule(),
            settings.coordinates(),
            settings.seed(),
            settings.mustSee());
    Sample sample =
        new Sample(
            question.x(),
            question.scored().target(),
            question.gradient(),
            new SampleArrays(model.graph()).conventions(settings.of().loss(), model.batch(), 0));
    long start = System.nanoTime();
    SampleResult result;
    List<MistakeTrials.Trial> planted = List.of();
    try {
      token.throwIfCancelled();
      result =
          new GradientCheck(question.scored().model(), options).batch(List.of(sample)).check(0);
      if (settings.selfTest() && result.verdict() == Verdict.PASS) {
        planted =
            new MistakeTrials(question.scored().model(), options)
                .plant(sample, result.judged().orElseThrow());
      }
    } catch (CancellationException e) {
      double elapsed = (System.nanoTime() - start) / 1e6;
      result = SampleResult.Unjudged.outOfTime(index, sample.gradient(), elapsed);
    }
    return new CheckOutcome.Checked(
        question.variable(), index, sample.x(), sample.target(), result, planted);
  }
}
