package io.plumbline.cli;

import io.plumbline.jobs.Versions;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page in the language of man(7), from the command line's own model. */
final class ManPage {
  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** The page of a command, or of all of them together. */
  static String of(CommandLine command) {
    ManPage page = new ManPage();
    page.write(command);
    return page.page.toString();
  }

  private void write(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String words = spec.qualifiedName();
    String name = spec.qualifiedName("-");
    String description = HelpText.of(spec.usageMessage().description());
    page.append(".TH ").append(escaped(name.toUpperCase(Locale.ROOT)));
    page.append(" 1 \"\" \"plumbline ").append(escaped(Versions.plumbline())).append("\"\n");
    section("NAME");
    text(name + " - " + description);
    section("SYNOPSIS");
    page.append(".B ").append(escaped(words)).append('\n');
    page.append("[\\fIOPTION\\fR]...");
    for (PositionalParamSpec each : spec.positionalParameters()) {
      boolean needed = each.arity().min() > 0;
      String label = italic(each.paramLabel());
      page.append(' ').append(needed ? label : "[" + label + "]");
    }
    page.append(command.getSubcommands().isEmpty() ? "\n" : " \\fICOMMAND\\fR\n");
    section("DESCRIPTION");
    text(description);
    for (PositionalParamSpec each : spec.positionalParameters()) {
      entry(italic(each.paramLabel()), HelpText.of(each.description()));
    }
    commands(command);
    options(spec);
    section("EXIT STATUS");
    spec.root().usageMessage().exitCodeList().forEach((code, what) -> entry(bold(code), what));
  }

  private void commands(CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      CommandSpec spec = each.getValue().getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        entry(bold(each.getKey()), HelpText.of(spec.usageMessage().description()));
      }
    }
  }

  private void options(CommandSpec spec) {
    section("OPTIONS");
    for (OptionSpec option : spec.options()) {
      StringBuilder names = new StringBuilder();
      for (String each : option.names()) {
        names.append(names.length() == 0 ? "" : ", ").append(bold(each));
      }
      String value = option.arity().max() > 0 ? " " + italic(option.paramLabel()) : "";
      entry(names + value, HelpText.of(option.description()));
    }
  }

  private void section(String title) {
    page.append(".SH ").append(title).append('\n');
  }

  private void entry(String term, String what) {
    page.append(".TP\n").append(term).append('\n');
    text(what);
  }

  private void text(String text) {
    // A line that begins with one of these would be a request.
    String safe = text.startsWith(".") || text.startsWith("'") ? "\\&" : "";
    page.append(safe).append(escaped(text)).append('\n');
  }

  private static String bold(String word) {
    return "\\fB" + escaped(word) + "\\fR";
  }

  private static String italic(String word) {
    return "\\fI" + escaped(word) + "\\fR";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
