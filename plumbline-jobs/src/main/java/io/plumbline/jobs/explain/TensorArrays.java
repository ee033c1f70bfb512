package io.plumbline.jobs.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.ArrayElements;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explainer;
import io.plumbline.diagnose.explain.GivenArray;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.TensorGradients;
import io.plumbline.jobs.check.question.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Pairs of arrays by tensors of the model. */
final class TensorArrays {
  private final ExplainSettings settings;
  private final TensorGradients analytic;
  private final TensorGradients numeric;

  private TensorArrays(ExplainSettings settings, WorkListener listener) {
    this.settings = settings;
    this.analytic =
        TensorGradients.read(
            settings.of(), settings.by(), settings.training(), settings.analytic(), listener);
    this.numeric = analytic.in(settings.numeric());
  }

  static ExplainOutcome explain(ExplainSettings asked, WorkListener listener) {
    TensorArrays arrays = new TensorArrays(asked, listener);
    List<Supplier<Question>> ofAnalytic = arrays.analytic.questions();
    List<Supplier<Question>> ofNumeric = arrays.numeric.questions();
    if (ofAnalytic.size() != ofNumeric.size()) {
      throw misfit(asked, "tensors (" + ofNumeric.size() + ")", "which has " + ofAnalytic.size());
    }
    listener.expect(ExplainJob.CHECKS * ofAnalytic.size() * arrays.analytic.seconds());
    List<Explained> explained = new ArrayList<>();
    for (int k = 0; k < ofAnalytic.size(); k++) {
      Question question = ofAnalytic.get(k).get();
      Question other = ofNumeric.get(k).get();
      if (!name(question).equals(name(other))) {
        throw misfit(asked, "tensor (" + name(other) + ")", "which has " + name(question));
      }
      explained.add(arrays.explain(question, other.gradient()));
    }
    ExplainOutcome outcome =
        new ExplainOutcome(
            asked.with(arrays.analytic.of()),
            arrays.analytic.source(),
            explained,
            arrays.analytic.input());
    return ExplainSlices.in(
        outcome,
        (worst, step, entries) ->
            along(ofAnalytic.get(explained.indexOf(worst)).get(), worst, step, entries));
  }

  private static List<LossSlice> along(
      Question question, Explained worst, double step, int... entries) {
    Disagreement given = worst.explanation().given();
    return LossSlice.of(
        question.scored().model(), given.loss(), given.sample(given.analytic()), step, entries);
  }

  private static InvalidInputException misfit(ExplainSettings asked, String what, String other) {
    return new InvalidInputException(
        asked.numeric().getFileName()
            + ": "
            + what
            + " must be those of "
            + asked.analytic().getFileName()
            + ", "
            + other);
  }

  private static String name(Question question) {
    return question.variable().name().orElseThrow();
  }

  private Explained explain(Question question, double[] quotients) {
    Shape shape = Shape.of(question.variable().shape());
    Disagreement given =
        new Disagreement(
            question.weights().isPresent() ? ArrayElements.WEIGHTS : ArrayElements.VALUES,
            question.x(),
            shape,
            question.variable().layout(),
            question.scored().target(),
            question.loss(),
            new GivenArray(question.gradient(), shape, analytic.precision()),
            new GivenArray(quotients, shape, numeric.precision()),
            settings.step(),
            settings.tile(),
            List.of(),
            analytic.conventions(question));
    Explainer explainer = Explainer.byTensor(question.scored().model(), question.weights());
    return new Explained(Optional.of(name(question)), explainer.explain(given));
  }
}
