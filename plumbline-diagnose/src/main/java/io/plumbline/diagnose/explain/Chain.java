package io.plumbline.diagnose.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * Arrays one effect apart; each link is the effect, or the sum of those of one kind. Where two
 * effects cancel, neither can be told from the other, and they are one link: so no part of a
 * difference is negative, and none exceeds the whole.
 */
final class Chain {
  /**
   * One effect.
   *
   * @param values by how much it changes each element
   * @param said what it is
   */
  record Link(double[] values, Said said) {
    Link plus(double[] more) {
      return new Link(Vectors.plus(values, more), said);
    }
  }

  private final List<Link> links = new ArrayList<>();
  private double[] last;

  Chain(double[] first) {
    last = first;
  }

  /** Goes on to the next array; the step there is the effect that is said. */
  Chain to(Said said, double[] next) {
    double[] step = Vectors.minus(next, last);
    last = next;
    for (int k = 0; k < links.size(); k++) {
      if (links.get(k).said().equals(said)) {
        links.set(k, links.get(k).plus(step));
        return this;
      }
    }
    links.add(new Link(step, said));
    return this;
  }

  /** The effects that do not cancel, in the chain's order. */
  List<Link> links() {
    double[] whole = new double[last.length];
    for (Link link : links) {
      whole = Vectors.plus(whole, link.values());
    }
    List<Link> kept = new ArrayList<>(links);
    int negative = mostNegative(kept, whole);
    while (negative >= 0) {
      int partner = partner(kept, negative);
      Link smaller = kept.get(negative);
      kept.set(partner, kept.get(partner).plus(smaller.values()));
      kept.remove(negative);
      negative = mostNegative(kept, whole);
    }
    return kept;
  }

  private static int mostNegative(List<Link> links, double[] whole) {
    int found = -1;
    double least = 0;
    for (int k = 0; k < links.size() && links.size() > 1; k++) {
      double along = Vectors.dot(links.get(k).values(), whole);
      if (along < least) {
        least = along;
        found = k;
      }
    }
    return found;
  }

  /** The link that one cancels most. */
  private static int partner(List<Link> links, int one) {
    int found = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < links.size(); k++) {
      double along = Vectors.dot(links.get(k).values(), links.get(one).values());
      if (k != one && along < least) {
        least = along;
        found = k;
      }
    }
    return found;
  }
}
