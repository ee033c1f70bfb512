package io.plumbline.jobs.check.outcome;

/** What a gradient is by: the input, all weights, or one tensor of the model. */
public sealed interface By {
  /** The model's input, or the one that {@code --input-name} says. */
  By INPUT = new Input();

  /** By the input. */
  record Input() implements By {
    @Override
    public String toString() {
      return "input";
    }
  }

  /** By all weights that training changes. */
  record Parameters() implements By {
    @Override
    public String toString() {
      return "parameters";
    }
  }

  /**
   * By one weight, or one value inside the model.
   *
   * @param name as the file names it, or the end of that
   */
  record Named(String name) implements By {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * What a word means.
   *
   * @param word {@code input}, {@code parameters}, or a tensor's name
   * @return what gradients are by
   */
  static By parse(String word) {
    return switch (word) {
      case "input" -> INPUT;
      case "parameters" -> new Parameters();
      default -> new Named(word);
    };
  }
}
