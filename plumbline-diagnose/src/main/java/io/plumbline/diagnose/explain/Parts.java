package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts names and shares to the links of a chain. */
final class Parts {
  private static final double LEAST = 0.01;

  private final Disagreement given;
  private final Chain chain;
  private final Words words;
  private final double[] difference;

  Parts(Disagreement given, Chain chain, Words words) {
    this.given = given;
    this.chain = chain;
    this.words = words;
    this.difference = given.difference();
  }

  /**
   * All of them, in the chain's order.
   *
   * @param wrong why the analytic array is
   */
  List<Part> all(Optional<Cause> wrong) {
    List<Part> parts = new ArrayList<>();
    chain.links().forEach((id, values) -> part(id, values, wrong).ifPresent(parts::add));
    notFinite("analytic", given.analytic()).ifPresent(parts::add);
    notFinite("numeric", given.numeric()).ifPresent(parts::add);
    if (!given.analytic().shape().equals(given.numeric().shape())) {
      parts.add(shape());
    }
    statistic().ifPresent(parts::add);
    return parts;
  }

  private Optional<Part> part(String id, double[] values, Optional<Cause> wrong) {
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
    Words.Said said = words.of(id, wrong);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("norm", norm);
    details.putAll(said.details());
    return Optional.of(
        new Part(said.id(), share, count, values, details, said.brief(), said.sentence()));
  }

  private static Optional<Part> notFinite(String side, GivenArray array) {
    int count = array.notFinite();
    if (count == 0) {
      return Optional.empty();
    }
    Words.Said said = ArrayWords.notFinite(side, array, count);
    double share = (double) count / array.values().length;
    return Optional.of(
        new Part(
            said.id(), share, count, new double[0], said.details(), said.brief(), said.sentence()));
  }

  private Part shape() {
    Words.Said said = ArrayWords.shape(given);
    boolean harmful =
        Broadcast.of(given.analytic().shape(), given.numeric().shape())
            .map(together -> together.count() != given.x().length)
            .orElse(false);
    return new Part(
        "shape",
        harmful ? 1 : 0,
        harmful ? given.x().length : 0,
        new double[0],
        said.details(),
        said.brief(),
        said.sentence());
  }

  /** The statistic is at fault where relative errors are large though nothing could be resolved. */
  private Optional<Part> statistic() {
    double[] analytic = given.analytic().values();
    double[] numeric = given.numeric().values();
    Comparison comparison = Comparison.of(given.shape(), analytic, numeric);
    double[] relative = comparison.errors(ErrorFormula.SYMMETRIC_RELATIVE);
    int misled = 0;
    for (int k = 0; k < relative.length; k++) {
      boolean tiny = Math.abs(analytic[k]) + Math.abs(numeric[k]) < words.unresolved();
      misled += tiny && relative[k] > LEAST ? 1 : 0;
    }
    double share = (double) misled / relative.length;
    if (share < LEAST) {
      return Optional.empty();
    }
    Words.Said said = ArrayWords.statistic(misled, comparison);
    return Optional.of(
        new Part(
            "statistic",
            share,
            misled,
            new double[0],
            said.details(),
            said.brief(),
            said.sentence()));
  }
}
