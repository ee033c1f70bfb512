package io.plumbline.report;

import java.util.List;

/** What the colours of a map mean. Its limits are numbers of meaning and come with the result. */
public sealed interface ColourScale {

  /**
   * Signed values around zero: the same limit on maps to be compared.
   *
   * @param limit the absolute value at both ends, finite; zero where every value is
   */
  record Diverging(double limit) implements ColourScale {
    /** Checks the limit. */
    public Diverging {
      Arguments.that(limit >= 0 && Double.isFinite(limit), "limit", limit, "finite, not below 0");
    }
  }

  /**
   * Positive values over several decades, such as errors. Values beyond an end take its colour.
   *
   * @param low the value at the low end, positive
   * @param high the value at the high end, larger than low and finite
   */
  record LogSequential(double low, double high) implements ColourScale {
    /** Checks the limits. */
    public LogSequential {
      Arguments.that(low > 0, "low", low, "positive");
      Arguments.that(high > low && Double.isFinite(high), "high", high, "finite and above " + low);
    }
  }

  /**
   * Brightness of an image.
   *
   * @param low the value shown black
   * @param high the value shown white
   */
  record Gray(double low, double high) implements ColourScale {
    /** Checks the limits. */
    public Gray {
      Arguments.that(high >= low, "high", high, "at least " + low);
    }
  }

  /**
   * One of a few states; the map's values are indices into the list.
   *
   * @param categories the states in order of their index, one to eight of them
   */
  record Categories(List<Category> categories) implements ColourScale {
    /** Copies the list. */
    public Categories {
      categories = List.copyOf(categories);
      int count = categories.size();
      Arguments.that(count >= 1 && count <= 8, "categories", count, "between 1 and 8");
    }
  }

  /**
   * A state of a pixel.
   *
   * @param name what the legend says
   * @param role what it means, which gives its colour and its sign
   */
  record Category(String name, Role role) {}

  /**
   * The meaning of a state; each is drawn with a colour and, so that none depends on it, a sign.
   */
  enum Role {
    /** As it should be: plain. */
    GOOD,
    /** Accepted at a tie or kink: hatched. */
    TIED,
    /** Cannot be decided: a dot. */
    UNDECIDED,
    /** Wrong: a cross. */
    BAD
  }
}
