package io.plumbline.core.slip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Names as people spell them: case, hyphens, underscores and spaces do not count, and of a name
 * that there is not, the nearest is known.
 */
public final class Spelling {
  /** One letter of so many may be wrong, missing or too many. */
  private static final int LETTERS_A_SLIP = 3;

  private static final int MOST_FILES = 1000;

  /** What frameworks call losses that have another name here, plain. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("crossentropyloss", "cross-entropy"),
          Map.entry("categoricalcrossentropy", "cross-entropy"),
          Map.entry("sparsecategoricalcrossentropy", "cross-entropy"),
          Map.entry("softmaxcrossentropywithlogits", "cross-entropy"),
          Map.entry("nllloss", "nll"),
          Map.entry("mseloss", "mse"),
          Map.entry("meansquarederror", "mse"),
          Map.entry("l1loss", "mae"),
          Map.entry("l1", "mae"),
          Map.entry("meanabsoluteerror", "mae"),
          Map.entry("huberloss", "huber"),
          Map.entry("smoothl1loss", "huber"),
          Map.entry("bceloss", "bce"),
          Map.entry("binarycrossentropy", "bce"),
          Map.entry("bcewithlogits", "bce-logits"),
          Map.entry("bcewithlogitsloss", "bce-logits"),
          Map.entry("sigmoidcrossentropywithlogits", "bce-logits"),
          Map.entry("kldivloss", "kl"),
          Map.entry("kldivergence", "kl"),
          Map.entry("half", "float16"),
          Map.entry("float", "float32"),
          Map.entry("single", "float32"),
          Map.entry("double", "float64"),
          Map.entry("bf16", "bfloat16"),
          Map.entry("fp16", "float16"),
          Map.entry("fp32", "float32"),
          Map.entry("fp64", "float64"));

  private Spelling() {}

  /**
   * What a word means.
   *
   * @param given as it was typed
   * @param all what may be meant
   * @param word how each is written
   * @param <T> what it stands for
   * @return the one whose word it is, but for case, hyphens, underscores and spaces
   */
  public static <T> Optional<T> find(String given, Collection<T> all, Function<T, String> word) {
    return all.stream().filter(each -> plain(word.apply(each)).equals(plain(given))).findFirst();
  }

  /**
   * Which word may have been meant.
   *
   * @param given a word that is none of them
   * @param words that there are
   * @return what a framework's word is called here, or the nearest, if any is near
   */
  public static Optional<String> nearest(String given, Collection<String> words) {
    String plain = plain(given);
    return Optional.ofNullable(ELSEWHERE.get(plain))
        .filter(words::contains)
        .or(
            () ->
                words.stream()
                    .filter(word -> near(plain, plain(word)))
                    .min(Comparator.comparingInt(word -> distance(plain, plain(word)))));
  }

  /**
   * The end of a line about a word that is none of those that there are.
   *
   * @param given the word
   * @param words that there are
   * @return a question behind a semicolon, or nothing
   */
  public static String question(String given, Collection<String> words) {
    return nearest(given, words).map(word -> "; did you mean " + word + "?").orElse("");
  }

  /**
   * The end of a line about a file that is not there.
   *
   * @param path of the file
   * @return a question behind a semicolon, which names the nearest in the same folder, or nothing
   */
  public static String question(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    // A link that leads nowhere is there by its name, which is the right one.
    boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    if (folder == null || name == null || !Files.isDirectory(folder) || there) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .limit(MOST_FILES)
              .filter(Files::exists)
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .toList();
      return nearestFile(name.toString(), names)
          .map(file -> "; did you mean " + file + "?")
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      // Nobody can say what else there is.
      return "";
    }
  }

  /** By its name without the ending, which is alike for too many; else the same with another. */
  private static Optional<String> nearestFile(String given, List<String> names) {
    int slips = stem(given).length() / LETTERS_A_SLIP;
    return names.stream()
        .filter(name -> isWithin(slips, given, name))
        .min(Comparator.comparingInt(name -> distance(given, name)))
        .or(() -> names.stream().filter(name -> stem(name).equals(stem(given))).findFirst());
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String plain(String word) {
    return word.replaceAll("[-_\\s]", "").toLowerCase(Locale.ROOT);
  }

  private static boolean near(String given, String word) {
    return isWithin(Math.min(given.length(), word.length()) / LETTERS_A_SLIP, given, word);
  }

  private static boolean isWithin(int slips, String given, String word) {
    return Math.abs(given.length() - word.length()) <= slips && distance(given, word) <= slips;
  }

  /** Letters that are wrong, missing, too many, or in each other's place. */
  private static int distance(String a, String b) {
    int[][] costs = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          costs[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int cost = Math.min(costs[i - 1][j], costs[i][j - 1]) + 1;
        cost = Math.min(cost, costs[i - 1][j - 1] + change);
        boolean turned =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        costs[i][j] = turned ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
      }
    }
    return costs[a.length()][b.length()];
  }
}
