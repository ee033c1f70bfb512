package io.plumbline.cli;

import io.plumbline.jobs.report.ReportJob;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline report}. */
@Command(
    name = "report",
    description = "Draw the report of an earlier check again, which was written with --keep.")
final class ReportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "RESULT.json", description = "What check --json --keep wrote.")
  private Path result;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: beside the result, with its name).")
  private @Nullable Path out;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    new Screen(terminal.beside(out)).written(ReportJob.run(result, Optional.ofNullable(out)));
    return ExitCode.FINE;
  }
}
