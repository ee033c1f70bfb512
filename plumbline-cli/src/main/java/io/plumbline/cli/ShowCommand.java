package io.plumbline.cli;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Summary;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline show}. */
@Command(name = "show", description = "Print a model's layers, output shapes and parameters.")
final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description =
          "What would be fed, an array or a picture: its shape says what the file leaves free.")
  private @Nullable Path input;

  @Mixin private ModelOptions choices;

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Graph graph = choices.read().read(model, Optional.ofNullable(input));
    SummaryTable.print(Summary.of(graph), terminal);
    return ExitCode.FINE;
  }
}
