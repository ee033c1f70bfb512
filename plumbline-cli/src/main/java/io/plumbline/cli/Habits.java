package io.plumbline.cli;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Command lines that are typed by the habit of another tool, as this one spells them: {@code check
 * help}, {@code Check}, {@code --self_test}, {@code version}, and a model alone.
 */
final class Habits {
  private static final Pattern WITH_UNDERSCORES =
      Pattern.compile("--\\w*_[\\w-]*(=.*)?", Pattern.DOTALL);

  /** Options that are called otherwise elsewhere. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("--class", "--label"),
          Map.entry("--labels", "--label"),
          Map.entry("--target", "--label"),
          Map.entry("--targets", "--label"),
          Map.entry("--y", "--label"),
          Map.entry("--x", "--input"),
          Map.entry("--inputs", "--input"),
          Map.entry("--grad", "--gradient"),
          Map.entry("--grads", "--gradient"),
          Map.entry("--gradients", "--gradient"),
          Map.entry("--atol", "--rtol"),
          Map.entry("--tol", "--rtol"),
          Map.entry("--tolerance", "--rtol"),
          Map.entry("--output-dir", "--out"));

  private Habits() {}

  /** What an option of another tool is called here; empty where nothing here is meant by it. */
  static Optional<String> option(String word) {
    return Optional.ofNullable(ELSEWHERE.get(word.toLowerCase(Locale.ROOT)));
  }

  /** The words as they are meant. */
  static String[] read(Set<String> commands, String... args) {
    String[] words = Arrays.stream(args).map(Habits::hyphenated).toArray(String[]::new);
    if (words.length == 0) {
      return words;
    }
    String first = words[0].toLowerCase(Locale.ROOT);
    boolean alone = words.length == 1;
    if (first.equals("help") && words.length == 2 && isUnknown(commands, words[1])) {
      // Whoever reads the command alone knows which may have been meant.
      return new String[] {words[1]};
    }
    if (commands.contains(first)) {
      words[0] = first;
      boolean help = words.length == 2 && words[1].equalsIgnoreCase("help");
      return help && !new File(words[1]).exists() ? new String[] {"help", first} : words;
    } else if (alone && first.equals("version")) {
      return new String[] {"--version"};
    }
    return alone && isFile(words[0]) ? new String[] {AboutCommand.NAME, words[0]} : words;
  }

  private static boolean isUnknown(Set<String> commands, String word) {
    return !word.startsWith("-") && !commands.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word is a file's name, or meant to be a model's. */
  static boolean isFile(String word) {
    return !word.startsWith("-")
        && (new File(word).isFile()
            || List.of(".onnx", ".keras").stream()
                .anyMatch(word.toLowerCase(Locale.ROOT)::endsWith));
  }

  private static String hyphenated(String word) {
    if (!WITH_UNDERSCORES.matcher(word).matches()) {
      return word;
    }
    int end = word.indexOf('=');
    String name = end < 0 ? word : word.substring(0, end);
    return name.replace('_', '-') + (end < 0 ? "" : word.substring(end));
  }
}
