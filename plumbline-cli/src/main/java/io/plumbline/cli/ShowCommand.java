package io.plumbline.cli;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Summary;
import io.plumbline.readers.Models;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plumbline show}. */
@Command(name = "show", description = "Print a model's layers, output shapes and parameters.")
final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Graph graph = Models.read(model);
    SummaryTable.print(Summary.of(graph), terminal);
    return ExitCode.FINE;
  }
}
