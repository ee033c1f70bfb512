package io.plumbline.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What completes a command line in fish, from the command line's own model. */
final class FishCompletion {
  private final String name;
  private final StringBuilder lines = new StringBuilder();

  private FishCompletion(String name) {
    this.name = name;
  }

  /**
   * The script.
   *
   * @param name of the program
   * @param line with all commands
   */
  static String of(String name, CommandLine line) {
    FishCompletion script = new FishCompletion(name);
    script.lines.append("# Completes " + name + " in fish.\n");
    CommandSpec root = line.getCommandSpec();
    root.options().forEach(option -> script.option("__fish_use_subcommand", option));
    line.getSubcommands()
        .forEach(
            (command, each) -> {
              CommandSpec spec = each.getCommandSpec();
              if (!spec.usageMessage().hidden()) {
                script.command(command, spec);
              }
            });
    return script.lines.toString();
  }

  private void command(String command, CommandSpec spec) {
    List<String> words =
        List.of("-n", "__fish_use_subcommand", "-f", "-a", command, "-d", first(spec));
    complete(words);
    String condition = "__fish_seen_subcommand_from " + command;
    spec.options().forEach(option -> option(condition, option));
  }

  private static String first(CommandSpec spec) {
    return HelpText.of(spec.usageMessage().description());
  }

  private void option(String condition, OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    List<String> words = new ArrayList<>(List.of("-n", condition));
    for (String each : option.names()) {
      words.addAll(List.of(each.startsWith("--") ? "-l" : "-s", each.replaceFirst("^-+", "")));
    }
    if (option.arity().max() > 0) {
      List<String> values = HelpText.values(option);
      words.add(values.isEmpty() ? "-r" : "-x");
      if (!values.isEmpty()) {
        words.addAll(List.of("-a", String.join(" ", values)));
      }
    }
    words.addAll(List.of("-d", HelpText.of(option.description())));
    complete(words);
  }

  private void complete(List<String> words) {
    lines.append("complete -c ").append(name);
    words.forEach(word -> lines.append(' ').append(quoted(word)));
    lines.append('\n');
  }

  private static String quoted(String word) {
    return word.matches("[\\w-]+")
        ? word
        : "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
