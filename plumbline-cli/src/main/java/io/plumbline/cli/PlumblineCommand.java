package io.plumbline.cli;

import io.plumbline.jobs.Versions;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code plumbline} by itself: says what commands there are. */
@Command(
    name = "plumbline",
    description = "The gradient checker for neural networks that tells you why.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = PlumblineCommand.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.FINE + ":fine",
      ExitCode.INTERNAL_ERROR + ":internal error",
      ExitCode.BAD_INPUT + ":wrong usage or bad input",
      ExitCode.GRADIENT_WRONG + ":gradient wrong",
      ExitCode.INCONCLUSIVE + ":inconclusive"
    })
final class PlumblineCommand implements Callable<Integer> {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Say what a report of a mistake needs; on failure, the stack trace too.")
  private boolean debug;

  @Spec private CommandSpec spec;

  /** The command line with all its commands, in the order that help lists them. */
  static CommandLine withSubcommands(Terminal terminal) {
    return NumberOptions.register(
        new CommandLine(new PlumblineCommand())
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new CheckCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal))
            .addSubcommand(new AttackCommand(terminal))
            .addSubcommand(new EstimateCommand(terminal))
            .addSubcommand(new TrainCommand(terminal))
            .addSubcommand(new ShowCommand(terminal))
            .addSubcommand(new ServeCommand()));
  }

  boolean debug() {
    return debug;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.BAD_INPUT;
  }

  /** Reads the version that the build wrote down. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"plumbline " + Versions.plumbline()};
    }
  }
}
