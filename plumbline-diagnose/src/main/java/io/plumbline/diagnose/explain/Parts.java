package io.plumbline.diagnose.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts shares to the links of a chain, and adds what is to be said of the arrays as such. */
final class Parts {
  private static final double LEAST = 0.01;
  private static final double[] NO_VALUES = {};

  private final Disagreement given;
  private final Chain chain;
  private final double unresolved;
  private final double[] difference;

  /**
   * The parts of a difference.
   *
   * @param unresolved derivatives below this cannot be told at the step that was used
   */
  Parts(Disagreement given, Chain chain, double unresolved) {
    this.given = given;
    this.chain = chain;
    this.unresolved = unresolved;
    this.difference = given.difference();
  }

  /** All of them, in the chain's order. */
  List<Part> all() {
    List<Part> parts = new ArrayList<>();
    chain.links().forEach(link -> part(link).ifPresent(parts::add));
    notFinite("analytic", given.analytic()).ifPresent(parts::add);
    notFinite("numeric", given.numeric()).ifPresent(parts::add);
    if (!given.analytic().shape().equals(given.numeric().shape())) {
      parts.add(shape());
    }
    statistic().ifPresent(parts::add);
    return parts;
  }

  private Optional<Part> part(Chain.Link link) {
    double[] values = link.values();
    double norm = Vectors.norm(values);
    if (norm == 0) {
      return Optional.empty();
    }
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      count += Math.abs(values[k]) > LEAST * Math.abs(difference[k]) && values[k] != 0 ? 1 : 0;
    }
    double square = Vectors.dot(difference, difference);
    double share = square > 0 ? Vectors.dot(values, difference) / square : 0;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("norm", norm);
    details.putAll(link.said().details());
    Said said = link.said();
    Said normed = new Said(said.id(), said.name(), said.brief(), said.sentence(), details);
    return Optional.of(Part.of(normed, Part.Place.BY_SHARE, share, count, values));
  }

  private static Optional<Part> notFinite(String side, GivenArray array) {
    int count = array.notFinite();
    if (count == 0) {
      return Optional.empty();
    }
    double share = (double) count / array.values().length;
    Said said = ArrayWords.notFinite(side, array, count);
    return Optional.of(Part.of(said, Part.Place.FIRST, share, count, NO_VALUES));
  }

  private Part shape() {
    boolean harmful =
        Broadcast.of(given.analytic().shape(), given.numeric().shape())
            .map(together -> together.size() != given.x().length)
            .orElse(false);
    return Part.of(
        ArrayWords.shape(given),
        harmful ? Part.Place.FIRST : Part.Place.LAST,
        harmful ? 1 : 0,
        harmful ? given.x().length : 0,
        NO_VALUES);
  }

  /** The statistic is at fault where relative errors are large though nothing could be resolved. */
  private Optional<Part> statistic() {
    double[] analytic = given.analytic().values();
    double[] numeric = given.numeric().values();
    Comparison comparison = Comparison.of(given.shape(), analytic, numeric);
    double[] relative = comparison.errors(ErrorFormula.SYMMETRIC_RELATIVE);
    int misled = 0;
    for (int k = 0; k < relative.length; k++) {
      boolean tiny = Math.abs(analytic[k]) + Math.abs(numeric[k]) < unresolved;
      misled += tiny && relative[k] > LEAST ? 1 : 0;
    }
    double share = (double) misled / relative.length;
    if (share < LEAST) {
      return Optional.empty();
    }
    Said said = ArrayWords.statistic(misled, comparison);
    return Optional.of(Part.of(said, Part.Place.LAST, share, misled, NO_VALUES));
  }
}
