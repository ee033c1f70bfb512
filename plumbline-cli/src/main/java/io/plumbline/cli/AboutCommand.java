package io.plumbline.cli;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Summary;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.report.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plumbline MODEL}: what the model is, and which commands could follow. */
@Command(
    name = AboutCommand.NAME,
    hidden = true,
    description = "Say what a model is, and which commands could follow.")
final class AboutCommand implements Callable<Integer> {
  static final String NAME = "about";

  private static final int MNIST_PIXELS = 28 * 28;

  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  AboutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Graph graph =
        BlackBoxModel.orElseRead(model, () -> ModelChoices.NONE.read(model, Optional.empty()));
    Screen screen = new Screen(terminal);
    sentences(graph).forEach(line -> screen.line(Terminal.printable(line)));
    screen.next(next(graph));
    return ExitCode.FINE;
  }

  private static List<String> sentences(Graph graph) {
    Summary summary = Summary.of(graph);
    List<Summary.Row> rows = summary.rows();
    boolean probabilities = OutputKind.of(graph) == OutputKind.PROBABILITIES;
    return List.of(
        summary.source()
            + ": a model of "
            + Numbers.count(rows.size())
            + " layers and "
            + Numbers.count(summary.parameters())
            + " parameters.",
        "It takes "
            + summary.inputShape()
            + " and gives "
            + rows.get(rows.size() - 1).shape()
            + (probabilities ? ", probabilities behind a softmax." : ", without a softmax."));
  }

  private List<String> next(Graph graph) {
    boolean image = graph.input().shape().size() == MNIST_PIXELS;
    boolean classes = graph.output().shape().size() > 1;
    List<String> lines = new ArrayList<>();
    Invocation check = invocation("check").with("--input", "x.npy");
    lines.add((classes ? check.with("--label", "3") : check).with("--gradient", "g.npy").line());
    if (image) {
      lines.add(invocation("check").with("--image", "2").line());
      lines.add(invocation("attack").with("--method", "pgd").with("--epsilon", "0.1").line());
    }
    lines.add(invocation("show").line());
    return lines;
  }

  private Invocation invocation(String command) {
    return Invocation.of(command, model);
  }
}
