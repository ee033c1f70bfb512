package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A result as plain maps and lists. */
final class CheckMap {
  private CheckMap() {}

  static Map<String, Object> of(CheckResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("verdict", result.verdict().name());
    result.reason().ifPresent(reason -> map.put("reason", reason.name()));
    result.reason().ifPresent(reason -> map.put("sentence", reason.sentence()));
    result.detail().ifPresent(detail -> map.put("detail", detail));
    map.put("inputs", result.at().names().stream().map(name -> input(result.at(), name)).toList());
    map.put("value", Arrays.stream(result.value()).boxed().toList());
    map.put("entries", result.entries().stream().map(CheckMap::entry).toList());
    map.put("total", result.total());
    map.put("relations", result.relations().stream().map(CheckMap::relation).toList());
    map.put("causes", result.causes().stream().map(CheckMap::cause).toList());
    map.put("noise", noise(result));
    result.power().ifPresent(power -> map.put("hidden", power.hidden()));
    map.put("evaluations", result.evaluations());
    map.put("claims", result.claims());
    map.put("seed", result.seed());
    if (result.isSurveyed()) {
      map.put("surveyed", true);
    }
    if (!result.reseeded().isEmpty()) {
      map.put("reseeded", result.reseeded());
    }
    return map;
  }

  private static Map<String, Object> input(Inputs at, String name) {
    return map(
        "name", name,
        "shape", Arrays.stream(at.shape(name).extents()).boxed().toList(),
        "values", Arrays.stream(at.get(name)).boxed().toList());
  }

  private static Map<String, Object> entry(Entry entry) {
    Map<String, Object> map =
        map(
            "place", entry.place(),
            "given", entry.given(),
            "estimate", entry.estimate(),
            "bound", entry.bound(),
            "step", entry.step(),
            "evaluations", entry.evaluations(),
            "obtained", entry.obtained(),
            "difference", entry.difference(),
            "allowed", entry.allowed(),
            "smallestVisibleError", entry.smallestVisibleError(),
            "agreement", entry.agreement().name());
    entry.reason().map(Reason::name).ifPresent(reason -> map.put("reason", reason));
    return map;
  }

  private static Map<String, Object> relation(Relation relation) {
    return map(
        "name", relation.name(),
        "left", relation.left(),
        "right", relation.right(),
        "allowed", relation.allowed(),
        "agreement", relation.agreement().name());
  }

  private static Map<String, Object> cause(Cause cause) {
    return map(
        "id", cause.id(),
        "confidence", cause.confidence(),
        "sentence", cause.sentence(),
        "details", cause.details());
  }

  private static Map<String, Object> noise(CheckResult result) {
    return map(
        "level", result.noise().level(),
        "quantum", result.noise().quantum(),
        "chance", result.noise().chance(),
        "unit", result.noise().unit());
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int k = 0; k < pairs.length; k += 2) {
      map.put((String) pairs[k], pairs[k + 1]);
    }
    return map;
  }
}
