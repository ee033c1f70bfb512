package io.plumbline.jobs.input;

import io.plumbline.report.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was done to an input before the model saw it, as results say it.
 *
 * @param scale what stored numbers were multiplied by; absent for 1
 * @param mean what was subtracted then; none for 0
 * @param std what it was divided by then; none for 1
 * @param layout where channels were moved; absent where they stayed
 * @param gradient the layout that the gradient was stored in; absent where it is the model's
 */
public record PreparedInput(
    Optional<Double> scale,
    List<Double> mean,
    List<Double> std,
    Optional<Moved> layout,
    Optional<String> gradient) {
  /**
   * Where channels were moved.
   *
   * @param given the layout of what is stored
   * @param model the model's
   */
  public record Moved(String given, String model) {}

  /**
   * What was done.
   *
   * @param preprocessing what was asked for
   * @param input what was done to the samples
   * @param gradient what was done to a gradient by them
   * @return empty where nothing was
   */
  public static Optional<PreparedInput> of(
      Preprocessing preprocessing, Optional<Turn> input, Optional<Turn> gradient) {
    Optional<Turn> moved = input.filter(turn -> !turn.isNone());
    if (preprocessing.isIdentity() && moved.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PreparedInput(
            preprocessing.scale().stream().boxed().findFirst(),
            preprocessing.mean(),
            preprocessing.std(),
            moved.map(turn -> new Moved(Turn.word(turn.from()), Turn.word(turn.to()))),
            gradient.map(turn -> Turn.word(turn.from()))));
  }

  /**
   * The same for people.
   *
   * @return a sentence or two
   */
  public String sentence() {
    String numbers =
        scale.isPresent() || !mean.isEmpty() || !std.isEmpty() ? " is " + formula() : "";
    String turned =
        layout
            .map(moved -> " turned from " + moved.given() + " to the model's " + moved.model())
            .orElse("");
    return "The model's input"
        + numbers
        + (numbers.isEmpty() || turned.isEmpty() ? "" : ",")
        + (numbers.isEmpty() && !turned.isEmpty() ? " is" : "")
        + turned
        + "; the gradient is by that input"
        + gradient.map(given -> ", and turned from " + given + " too").orElse("")
        + ".";
  }

  /**
   * What attacks move, and in which unit.
   *
   * @return a sentence
   */
  public String unit() {
    boolean behind = !mean.isEmpty() || !std.isEmpty();
    return "Epsilon, steps and bounds are in the unit of "
        + scale.map(number -> "x * " + Numbers.format(number)).orElse("x")
        + (behind ? ", before mean and standard deviation." : ".");
  }

  private String formula() {
    String product = scale.map(number -> "x * " + Numbers.format(number)).orElse("x");
    String difference = mean.isEmpty() ? product : product + " - " + list(mean);
    return std.isEmpty()
        ? difference
        : (difference.equals("x") ? difference : "(" + difference + ")") + " / " + list(std);
  }

  private static String list(List<Double> numbers) {
    String words = numbers.stream().map(Numbers::setting).collect(Collectors.joining(", "));
    return numbers.size() == 1 ? words : "[" + words + "]";
  }
}
