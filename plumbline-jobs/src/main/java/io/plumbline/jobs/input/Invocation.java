package io.plumbline.jobs.input;

import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A command line on a model and its samples, to be copied. */
public final class Invocation {
  /** Beyond that it is no number of levels. */
  private static final long MOST_OVER = 65_535;

  private final List<String> words = new ArrayList<>();

  private Invocation(String command) {
    words.addAll(List.of("./plumbline", command));
  }

  private Invocation(String command, ModelAndSamples of) {
    this(command);
    words.add(quoted(of.model().toString()));
    choices(of.choices());
    of.input().ifPresent(file -> with("--input", file));
    of.sample().ifPresent(number -> with("--sample", number));
    preprocessing(of.preprocessing());
    of.label().ifPresent(label -> with("--label", label));
    of.image().ifPresent(image -> with("--image", image));
    of.data().ifPresent(directory -> with("--data", directory));
    loss(of.loss());
  }

  private void choices(ModelChoices choices) {
    choices.input().ifPresent(name -> with("--input-name", name));
    choices.output().ifPresent(name -> with("--output", name));
    new TreeMap<>(choices.held()).forEach((name, file) -> with("--hold", name + "=" + file));
    choices
        .batchAxis()
        .ifPresent(axis -> with("--batch-axis", axis == ReadOptions.NO_BATCH ? "none" : axis));
  }

  private void preprocessing(Preprocessing preprocessing) {
    preprocessing.scale().ifPresent(number -> with("--scale", fraction(number)));
    numbers("--mean", preprocessing.mean());
    numbers("--std", preprocessing.std());
    preprocessing.layout().ifPresent(layout -> with("--layout", layout));
  }

  /** As people write it, where it is one over a whole number: 1/255. */
  private static String fraction(double number) {
    long over = Math.round(1 / number);
    return over > 1 && over <= MOST_OVER && 1.0 / over == number
        ? "1/" + over
        : Double.toString(number);
  }

  private void numbers(String option, List<Double> numbers) {
    if (!numbers.isEmpty()) {
      with(option, numbers.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  private void loss(LossSettings loss) {
    loss.choice()
        .filter(
            choice ->
                choice != LossChoice.CROSS_ENTROPY
                    && choice != LossChoice.VALUE
                    && choice != LossChoice.OUTPUT)
        .filter(choice -> choice != LossChoice.MODEL)
        .ifPresent(choice -> with("--loss", choice));
    loss.model().ifPresent(file -> with("--loss-model", file));
    loss.weights().ifPresent(file -> with("--weights", file));
    loss.pairs().positive().ifPresent(file -> with("--positive", file));
    loss.pairs().negative().ifPresent(file -> with("--negative", file));
    loss.pairs().margin().ifPresent(margin -> with("--margin", margin));
    loss.reduction().ifPresent(reduction -> with("--reduction", reduction));
    loss.smoothing().ifPresent(smoothing -> with("--label-smoothing", smoothing));
    loss.classWeights().ifPresent(file -> with("--class-weights", file));
    loss.classAxis().ifPresent(axis -> with("--class-axis", axis));
    loss.ignored().ifPresent(label -> with("--ignore-index", label));
    if (loss.clipProbabilities()) {
      words.add("--clip-probabilities");
    }
    loss.kind().ifPresent(kind -> words.add("--" + kind.name().toLowerCase(Locale.ROOT)));
  }

  /**
   * Begins a command line.
   *
   * @param command its name
   * @param of the model, samples and loss that it is given
   * @return the line so far
   */
  public static Invocation of(String command, ModelAndSamples of) {
    return new Invocation(command, of);
  }

  /**
   * Begins a command line on a model alone.
   *
   * @param command its name
   * @param model an .onnx or .keras file
   * @return the line so far
   */
  public static Invocation of(String command, Path model) {
    Invocation line = new Invocation(command);
    line.words.add(quoted(model.toString()));
    return line;
  }

  /**
   * Begins a command line that has no model.
   *
   * @param command its name
   * @return the line so far
   */
  public static Invocation of(String command) {
    return new Invocation(command);
  }

  /**
   * Adds an option.
   *
   * @param option with its dashes
   * @param value quoted where a shell would take it apart
   * @return this line
   */
  public Invocation with(String option, Object value) {
    words.add(option);
    words.add(quoted(value.toString()));
    return this;
  }

  /**
   * Adds an option without a value.
   *
   * @param option with its dashes
   * @return this line
   */
  public Invocation with(String option) {
    words.add(option);
    return this;
  }

  /**
   * Takes an option away that has no value.
   *
   * @param option with its dashes
   * @return this line
   */
  public Invocation without(String option) {
    words.remove(option);
    return this;
  }

  /**
   * Exchanges what two options are given.
   *
   * @param one with its dashes
   * @param other likewise; where one of the two is missing nothing is exchanged
   * @return this line
   */
  public Invocation exchanging(String one, String other) {
    int first = words.indexOf(one) + 1;
    int second = words.indexOf(other) + 1;
    if (first > 0 && second > 0) {
      Collections.swap(words, first, second);
    }
    return this;
  }

  /**
   * The line so far.
   *
   * @return its words, those quoted that a shell would take apart
   */
  public List<String> words() {
    return List.copyOf(words);
  }

  /**
   * The line.
   *
   * @param more words that need no quoting
   * @return to be copied
   */
  public String line(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return String.join(" ", all);
  }

  private static String quoted(String value) {
    return value.matches("[\\w.,:/+-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
