package io.plumbline.jobs.run;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.djl.TorchGraph;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.by.ByTensor;
import io.plumbline.graph.by.Placement;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.run.result.WeightRow;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine's gradients by the weights in float32, each held against certified differences. */
final class WeightGradients {
  /** What takes longer is left to the command that is asked for it. */
  private static final double MOST_SECONDS = 20;

  private static final Comparator<Judged> WORST_FIRST =
      Comparator.comparing(Judged::verdict)
          .thenComparing(judged -> judged.row.normError())
          .reversed();

  private final Graph graph;
  private final ExaminedImage subject;

  private WeightGradients(Graph graph, ExaminedImage subject) {
    this.graph = graph;
    this.subject = subject;
  }

  private record Judged(Verdict verdict, WeightRow row) {}

  /**
   * A row for each weight that training changes and that does not take long, the worst first.
   *
   * @param graph the network
   * @param subject the image whose loss is differentiated
   * @param hears of the progress
   */
  static List<WeightRow> of(Graph graph, ExaminedImage subject, RunListener hears) {
    WeightGradients gradients = new WeightGradients(graph, subject);
    List<Parameter> weights = graph.parameters().stream().filter(Parameter::trainable).toList();
    List<Judged> rows = new ArrayList<>();
    for (Parameter weight : weights) {
      hears.progress("gradients by the weights", rows.size(), weights.size());
      gradients.judged(weight).ifPresent(rows::add);
    }
    return rows.stream().sorted(WORST_FIRST).map(Judged::row).toList();
  }

  private Optional<Judged> judged(Parameter weight) {
    double[] x = weight.tensor().values();
    Graph of =
        ByTensor.of(
            graph,
            subject.x(),
            weight.name(),
            weight.tensor(),
            Map.of(weight, Placement.identity(x.length)));
    Evaluator model = Evaluator.of(of);
    if (model.checkSeconds(x) > MOST_SECONDS) {
      return Optional.empty();
    }
    Target target = subject.target(graph);
    double[] gradient;
    try (TorchGraph engine = TorchGraph.of(of, Precision.FLOAT32)) {
      gradient =
          engine.gradient(new double[][] {x}, List.of(target), Loss.CROSS_ENTROPY, model.kind())
              .doubles()[0];
    }
    SampleResult result =
        new NetworkCheck(model, CheckOptions.DEFAULT)
            .withoutCauses()
            .check(List.of(new Sample(x, target, gradient)))
            .samples()
            .get(0);
    return Optional.of(new Judged(result.verdict(), row(weight, result)));
  }

  private static WeightRow row(Parameter weight, SampleResult result) {
    int size = weight.tensor().shape().size();
    int agree = count(result, Agreement.AGREES);
    int wrong = count(result, Agreement.DISAGREES);
    return new WeightRow(
        weight.name(),
        weight.tensor().shape().toString(),
        result.verdict().name(),
        agree,
        wrong,
        size - agree - wrong,
        result.judged().map(SampleResult.Judged::normError).orElse(0.0));
  }

  private static int count(SampleResult result, Agreement agreement) {
    return result.judged().map(each -> each.judgement().count(agreement)).orElse(0);
  }

  /** All rows in a sentence; none where there are none. */
  static Optional<String> finding(List<WeightRow> rows) {
    return rows.isEmpty() ? Optional.empty() : Optional.of(sentence(rows));
  }

  private static String sentence(List<WeightRow> rows) {
    int elements = rows.stream().mapToInt(WeightRow::elements).sum();
    long wrong = rows.stream().filter(row -> row.verdict().equals(Verdict.FAIL.name())).count();
    long right = rows.stream().filter(row -> row.verdict().equals(Verdict.PASS.name())).count();
    String all = "PyTorch's gradient by " + Numbers.count(elements) + " weights ";
    if (right == rows.size()) {
      return all + "is right, each of its " + rows.size() + " tensors.";
    }
    return all
        + "is right in "
        + right
        + " of "
        + rows.size()
        + " tensors, wrong in "
        + wrong
        + (right + wrong < rows.size() ? "; the others are undecided." : ".");
  }
}
