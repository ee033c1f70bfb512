package io.plumbline.jobs.check;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.graph.loss.Loss;
import io.plumbline.jobs.JsonLines;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.Subject;
import io.plumbline.jobs.check.page.CheckJson;
import io.plumbline.jobs.check.page.LossSlices;
import io.plumbline.jobs.check.question.BatchQuestions;
import io.plumbline.jobs.check.question.DerivativeQuestions;
import io.plumbline.jobs.check.question.FirstWrongLayer;
import io.plumbline.jobs.check.question.InnerQuestions;
import io.plumbline.jobs.check.question.Question;
import io.plumbline.jobs.check.question.ReadSubject;
import io.plumbline.jobs.check.question.TensorModel;
import io.plumbline.jobs.check.question.WeightQuestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks gradients by tensors, and parts of other derivatives: each is of a model of its own, made
 * when its turn comes.
 */
final class TensorCheck {
  private final TensorModel model;
  private final CancellationToken token;
  private final Precision precision;

  private TensorCheck(TensorModel model, CancellationToken token) {
    this.model = model;
    this.token = token;
    this.precision = model.precision();
  }

  static CheckOutcome run(
      CheckSettings settings, JsonLines lines, WorkListener listener, CancellationToken token) {
    TensorModel model = TensorModel.read(settings, new TensorModel.Watcher(token, listener));
    List<Supplier<Question>> questions = questions(model);
    listener.expect(questions.size() * model.seconds());
    TensorCheck check = new TensorCheck(model, token);
    List<CheckOutcome.Checked> checked = new ArrayList<>();
    CheckOutcome outcome =
        new CheckOutcome(
            model.settings(),
            model.graph().source(),
            check.options(model.loss()).arithmetic(),
            List.of(),
            Optional.empty(),
            model.preparedInput(),
            model.together(),
            model.settings().of().takesProbabilitiesForScores(model.graph()));
    for (int k = 0; k < questions.size(); k++) {
      checked.add(check.check(k, questions.get(k).get()));
      lines.write(CheckJson.line(outcome, checked.get(k)));
    }
    Optional<CheckOutcome.FirstWrong> first =
        settings.inner().isPresent()
            ? FirstWrongLayer.of(questions.stream().map(Supplier::get).toList(), checked)
            : Optional.empty();
    return LossSlices.in(
        outcome.of(checked, first),
        (k, entries) -> check.checker(questions.get(k).get()).slices(0, entries));
  }

  static List<Supplier<Question>> questions(TensorModel model) {
    CheckSettings settings = model.settings();
    if (settings.derivative().isPresent()) {
      return DerivativeQuestions.of(model, settings.derivative().get());
    }
    if (settings.inner().isPresent()) {
      return new InnerQuestions(model).ofGiven();
    }
    if (settings.by().equals(By.INPUT)) {
      return BatchQuestions.of(model);
    }
    if (settings.by() instanceof By.Named named) {
      return List.of(
          WeightQuestions.ofOne(model, named.name())
              .orElseGet(() -> new InnerQuestions(model).ofOne(named.name())));
    }
    return WeightQuestions.ofAll(model);
  }

  private CheckOptions options(Loss loss) {
    return CheckJob.options(model.settings(), loss, precision);
  }

  private CheckOutcome.Checked check(int index, Question question) {
    Sample sample = sample(question);
    Subject.Checker checker = checker(question);
    boolean plant = model.settings().selfTest();
    Subject.Said said =
        CheckJob.said(
            () -> checker.check(0, plant),
            index,
            sample,
            () -> question.scored().model().checkSeconds(question.x()),
            token);
    return CheckOutcome.Checked.of(question.variable(), index, sample, said);
  }

  private Sample sample(Question question) {
    return new Sample(
        question.x(), question.scored().target(), question.gradient(), model.conventions(question));
  }

  private Subject.Checker checker(Question question) {
    return ReadSubject.checker(
        question.scored().model(),
        options(question.loss()),
        List.of(sample(question)),
        check -> question.weights().map(check::byWeight).orElse(check));
  }
}
