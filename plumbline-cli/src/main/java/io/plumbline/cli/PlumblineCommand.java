package io.plumbline.cli;

import io.plumbline.djl.EngineCache;
import io.plumbline.jobs.Versions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
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

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description =
          "Whether to colour what is printed: auto (default: at a terminal, and as NO_COLOR and"
              + " CLICOLOR_FORCE say), always or never.")
  private Colour.When colour = Colour.When.AUTO;

  @Spec private CommandSpec spec;

  /** All commands, in the order that help lists them. */
  private static final Map<String, Function<Terminal, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("audit", AuditCommand::new);
    COMMANDS.put("explain", ExplainCommand::new);
    COMMANDS.put("attack", AttackCommand::new);
    COMMANDS.put("estimate", EstimateCommand::new);
    COMMANDS.put("train", TrainCommand::new);
    COMMANDS.put("show", ShowCommand::new);
    COMMANDS.put("report", ReportCommand::new);
    COMMANDS.put("serve", terminal -> new ServeCommand());
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("man", ManCommand::new);
    COMMANDS.put("help", terminal -> new CommandLine.HelpCommand());
    COMMANDS.put(AboutCommand.NAME, AboutCommand::new);
  }

  /**
   * The command line with the command that is named first, with none where only the version is
   * asked for, or else with all of them: to read the options of one takes milliseconds, and loads
   * its classes.
   */
  static CommandLine withSubcommands(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new PlumblineCommand());
    String first = args.length == 0 ? "" : args[0];
    boolean one = COMMANDS.containsKey(first) && !first.equals("help");
    boolean none = args.length == 1 && List.of("--version", "-V").contains(first);
    COMMANDS.forEach(
        (name, command) -> {
          if (!none && (name.equals(first) || !one)) {
            line.addSubcommand(name, command.apply(terminal));
          }
        });
    // Not in the annotation: there it would be asked for the version before that is wanted.
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().versionProvider(new Version()));
    return spelled(line);
  }

  /** A command line that takes numbers and options as people spell them. */
  static CommandLine spelled(CommandLine line) {
    return NumberOptions.register(line)
        .registerConverter(Colour.When.class, new Colour.Reader())
        .setOptionsCaseInsensitive(true);
  }

  /** What a command line may begin with. */
  static Set<String> names() {
    return COMMANDS.keySet();
  }

  boolean debug() {
    return debug;
  }

  Colour.When colour() {
    return colour;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.BAD_INPUT;
  }

  /** The versions of what computes, and where the largest part of it is kept. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      long megabytes = EngineCache.bytes() >> 20;
      return new String[] {
        "plumbline " + Versions.plumbline(),
        "Java " + Runtime.version() + ", " + System.getProperty("java.home"),
        "PyTorch " + Versions.pytorch() + ", by DJL " + Versions.djl(),
        "PyTorch's cache: "
            + EngineCache.place()
            + (megabytes == 0 ? ", empty until first used" : ", " + megabytes + " MB")
      };
    }
  }
}
