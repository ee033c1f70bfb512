package io.plumbline.cli;

import io.plumbline.core.slip.FileKind;
import io.plumbline.jobs.input.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks for what {@code plumbline check} lacks where it is given nothing and someone is there to
 * answer; the files of a folder are offered. What it then runs is printed, so that it need not ask
 * again.
 */
final class Questions {
  private static final int MOST_OFFERED = 9;
  private static final int MOST_FILES = 1000;
  private static final String NONE = "-";
  private static final Pattern MODEL = Pattern.compile(".*\\.(onnx|keras)");
  private static final Pattern ARRAY = Pattern.compile(".*\\.npy");
  private static final Pattern SAMPLE = Pattern.compile(".*\\.(npy|png|jpe?g)");

  /** How people call these, at the beginning of a name. */
  private static final Pattern GRADIENTS = Pattern.compile("(g|dx|.*grad).*");

  private static final Pattern LABELS = Pattern.compile("(y|.*label|.*target).*");

  private final Terminal terminal;
  private final Path folder;

  Questions(Terminal terminal, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
  }

  /**
   * Asks, one after the other.
   *
   * @return the words of the command; empty where an answer is refused
   */
  Optional<String[]> check() {
    List<String> files = files();
    Optional<String> model =
        ask("Which model, an .onnx or .keras file?", offered(files, MODEL, name -> true));
    Optional<String> input =
        model.flatMap(
            given ->
                ask(
                    "Which input, a .npy file or a picture?",
                    offered(files, SAMPLE, name -> !is(GRADIENTS, name) && !is(LABELS, name))));
    Optional<String> label =
        input.flatMap(
            given ->
                askWord(
                    "Which label, a class or a .npy file of labels?",
                    offered(files, ARRAY, name -> true).stream()
                        .filter(name -> is(LABELS, name))
                        .toList()));
    return label.flatMap(
        given ->
            ask(
                    "Which gradient, a .npy file? " + NONE + " checks PyTorch's own.",
                    offered(files, ARRAY, name -> is(GRADIENTS, name)))
                .map(gradient -> words(model.get(), input.get(), given, gradient)));
  }

  private String[] words(String model, String input, String label, String gradient) {
    List<String> words =
        new ArrayList<>(List.of("check", model, "--input", input, "--label", label));
    Invocation line =
        Invocation.of("check", Path.of(model)).with("--input", input).with("--label", label);
    if (!gradient.equals(NONE)) {
      words.addAll(List.of("--gradient", gradient));
      line.with("--gradient", gradient);
    }
    terminal.err().println();
    terminal.err().println(terminal.colour().strong("Runs: " + Terminal.printable(line.line())));
    return words.toArray(String[]::new);
  }

  /** Asks for a file, which may be chosen by its number. */
  private Optional<String> ask(String question, List<String> offered) {
    return askWord(question, offered)
        .map(
            given -> {
              boolean number = given.matches("[1-9]") && Integer.parseInt(given) <= offered.size();
              return number ? offered.get(Integer.parseInt(given) - 1) : given;
            });
  }

  /** Asks until there is an answer; empty where there will be none. */
  private Optional<String> askWord(String question, List<String> offered) {
    terminal.err().println(question);
    for (int k = 0; k < offered.size(); k++) {
      terminal.err().println("  " + (k + 1) + "  " + Terminal.printable(offered.get(k)));
    }
    String prompt = offered.isEmpty() ? "> " : "Enter takes the first > ";
    Optional<String> answer = terminal.ask(prompt).map(String::strip);
    while (answer.isPresent() && answer.get().isEmpty() && offered.isEmpty()) {
      answer = terminal.ask(prompt).map(String::strip);
    }
    return answer.map(given -> given.isEmpty() ? offered.get(0) : given);
  }

  private List<String> files() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.limit(MOST_FILES)
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      // Then nothing is offered, and whatever is typed may still be there.
      return List.of();
    }
  }

  /** Those whose names say it, then the others of the kind. */
  private List<String> offered(List<String> files, Pattern kind, Predicate<String> called) {
    return files.stream()
        .filter(name -> is(kind, name))
        .filter(name -> kind != MODEL || FileKind.insteadOfModel(folder.resolve(name)).isEmpty())
        .sorted(Comparator.comparing(name -> !called.test(name)))
        .limit(MOST_OFFERED)
        .toList();
  }

  private static boolean is(Pattern kind, String name) {
    return kind.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }
}
