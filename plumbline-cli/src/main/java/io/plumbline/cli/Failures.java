package io.plumbline.cli;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.LostOutputException;
import io.plumbline.core.slip.Spelling;
import io.plumbline.jobs.Circumstances;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every way of failing into one line on the error stream, and an exit code. With {@code
 * --debug} the circumstances follow, on success too, and the stack trace.
 */
final class Failures {
  private static final int MOST_SUGGESTIONS = 3;

  private final Terminal terminal;
  private final CommandLine commands;
  private final PlumblineCommand plumbline;
  private Map<String, String> settings = Map.of();

  Failures(Terminal terminal, CommandLine commands) {
    this.terminal = terminal;
    this.commands = commands;
    this.plumbline = commands.getCommand();
  }

  int execute(CommandLine.ParseResult parsed) {
    terminal.colour().choose(plumbline.colour());
    CommandLine.Help.Ansi ansi =
        terminal.colour().isOn() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    settings = settings(parsed);
    int code = new CommandLine.RunLast().execute(parsed);
    if (plumbline.debug()) {
      circumstances();
    }
    return code;
  }

  /** Every option and argument as it was understood, also those that were not given. */
  private static Map<String, String> settings(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("command", command.commandSpec().qualifiedName());
    for (ArgSpec argument : command.commandSpec().args()) {
      boolean help =
          argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
      if (!help && argument.getValue() != null) {
        settings.put(name(argument), Terminal.printable(argument.getValue().toString()));
      }
    }
    return settings;
  }

  private void circumstances() {
    Circumstances.of(settings).forEach(line -> terminal.err().println("debug: " + line));
  }

  int wrongUsage(ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String sentence = sentence(e);
    say(sentence + (sentence.endsWith("?") ? " See " : "; see ") + command + " --help");
    return trace(e, ExitCode.BAD_INPUT, Arrays.asList(args).contains("--debug"));
  }

  int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (e instanceof InvalidInputException) {
      say(String.valueOf(e.getMessage()));
      return trace(e, ExitCode.BAD_INPUT, plumbline.debug());
    }
    return internal(e);
  }

  int lost(LostOutputException e) {
    say(String.valueOf(e.getMessage()));
    return trace(e, ExitCode.INTERNAL_ERROR, plumbline.debug());
  }

  int internal(Throwable e) {
    if (e instanceof NoClassDefFoundError missing && isLeftOut(missing)) {
      say(
          "PyTorch for Java and ONNX Runtime (left out here) must be there for this, which runs a"
              + " model in them; a build of the sources has them, ./plumbline, and the Python"
              + " package takes its jars where PLUMBLINE_HOME names their folder");
      return trace(e, ExitCode.BAD_INPUT, plumbline.debug());
    }
    String hint = plumbline.debug() ? "" : " (a bug in Plumbline; --debug shows where)";
    say("internal error: " + e + hint);
    return trace(e, ExitCode.INTERNAL_ERROR, plumbline.debug());
  }

  int outOfMemory(OutOfMemoryError e) {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    long twice = (2 * megabytes + 1023) >> 10;
    say(
        "memory ("
            + megabytes
            + " MB) must be larger for this; PLUMBLINE_JAVA_OPTIONS=-Xmx"
            + twice
            + "g allows "
            + twice
            + " GB, where the machine has that much");
    return trace(e, ExitCode.BAD_INPUT, plumbline.debug());
  }

  /** Whether a class is of what has native libraries of its own. */
  private static boolean isLeftOut(NoClassDefFoundError missing) {
    String name = String.valueOf(missing.getMessage());
    return name.startsWith("ai/djl/") || name.startsWith("ai/onnxruntime/");
  }

  private void say(String sentence) {
    terminal.err().println("plumbline: " + ForeignText.abridged(Terminal.printable(sentence)));
  }

  private int trace(Throwable e, int code, boolean debug) {
    if (debug) {
      circumstances();
      e.printStackTrace(terminal.err());
    }
    return code;
  }

  private static String sentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    ArgSpec argument = e.getArgSpec();
    if (argument != null && e.getValue() != null) {
      return name(argument) + " (" + e.getValue() + ") must be " + kind(e, argument);
    }
    String message = String.valueOf(e.getMessage());
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String given = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    CommandLine.Model.CommandSpec command = e.getCommandLine().getCommandSpec();
    if (given.startsWith("-")) {
      return unknown("option", given, command.optionsMap().keySet(), e);
    } else if (command.parent() != null) {
      boolean array = given.matches("(?i).*\\.(npy|npz|png|jpe?g)");
      return unknown("argument", given, Set.of(), e)
          + (array && command.optionsMap().containsKey("--input")
              ? "; arrays stand behind options, as --input " + given
              : "");
    }
    String file = "; it is a file, and a command stands before it, as in plumbline check " + given;
    return Habits.isFile(given)
        ? "unknown command '" + given + "'" + file
        : unknown("command", given, command.subcommands().keySet(), e);
  }

  /**
   * With the name that is meant by another tool's, or is nearest, or else with those that picocli
   * finds alike.
   */
  private static String unknown(
      String what, String given, Set<String> names, UnmatchedArgumentException e) {
    List<String> suggestions =
        Habits.option(given)
            .filter(names::contains)
            .or(() -> Spelling.nearest(given, names))
            .map(List::of)
            .orElseGet(() -> e.getSuggestions().stream().limit(MOST_SUGGESTIONS).toList());
    return "unknown "
        + what
        + " '"
        + given
        + "'"
        + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** What a number says itself; of the others only paths can be misspelled. */
  private static String kind(ParameterException e, ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    if (type == Path.class) {
      return "a path in the encoding " + System.getProperty("sun.jnu.encoding");
    }
    if (type == String.class) {
      return argument.paramLabel();
    }
    if (e.getCause() instanceof TypeConversionException reason) {
      return String.valueOf(reason.getMessage());
    }
    return type == long.class || type == Long.class
        ? "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE
        : "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
  }
}
