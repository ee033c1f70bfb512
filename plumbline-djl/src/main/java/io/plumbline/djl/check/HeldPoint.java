package io.plumbline.djl.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.function.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where it is differentiated, as the caller's arrays are when the check begins.
 *
 * @param inputs in order
 * @param parameters of the block
 * @param moved what is differentiated by
 * @param precision the coarsest of what is moved
 * @param leftOver gradients in the caller's arrays
 */
record HeldPoint(
    List<HeldArray> inputs,
    Map<Parameter, HeldArray> parameters,
    Inputs moved,
    Precision precision,
    LeftOver leftOver) {
  static HeldPoint of(Setup setup) {
    Map<String, NDArray> candidates = new LinkedHashMap<>();
    List<HeldArray> inputs = new ArrayList<>();
    for (HeldArray each : HeldArray.all("x", setup.inputs)) {
      if (each.isFloating()) {
        candidates.put(each.name(), setup.inputs.get(inputs.size()));
      }
      inputs.add(setup.typed(each));
    }
    Map<Parameter, HeldArray> parameters = new IdentityHashMap<>();
    List<HeldArray> all = new ArrayList<>(inputs);
    if (setup.block.isPresent()) {
      for (Pair<String, Parameter> each : setup.block.get().getParameters()) {
        Parameter parameter = each.getValue();
        if (!parameter.isInitialized()) {
          throw new InvalidInputException(
              "block (" + each.getKey() + " has no values) must be initialized");
        }
        HeldArray held = setup.typed(HeldArray.of(each.getKey(), parameter.getArray()));
        // A parameter that two layers share is there twice.
        if (parameters.putIfAbsent(parameter, held) == null) {
          all.add(held);
          if (parameter.requiresGradient() && held.isFloating()) {
            candidates.put(held.name(), parameter.getArray());
          }
        }
      }
    }
    for (String name : setup.only) {
      if (!candidates.containsKey(name)) {
        throw new InvalidInputException(
            "only (" + name + ") must be one of " + String.join(", ", candidates.keySet()));
      }
    }
    if (!setup.only.isEmpty()) {
      candidates.keySet().retainAll(setup.only);
    }
    List<HeldArray> moved =
        all.stream().filter(each -> candidates.containsKey(each.name())).toList();
    return new HeldPoint(
        inputs,
        parameters,
        joined(moved),
        moved.stream()
            .map(each -> precision(each.type()))
            .max(Comparator.comparing(Precision::unitRoundoff))
            .orElseThrow(),
        LeftOver.of(candidates));
  }

  private static Inputs joined(List<HeldArray> moved) {
    return moved.stream()
        .map(each -> Inputs.of(each.name(), each.shape(), each.numbers().orElseThrow()))
        .reduce(HeldPoint::joined)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "at (no floating-point array) must say where to differentiate"));
  }

  private static Inputs joined(Inputs before, Inputs one) {
    String name = one.names().get(0);
    return before.and(name, one.shape(name), one.flat());
  }

  static Precision precision(DataType type) {
    return switch (type) {
      case FLOAT64 -> Precision.FLOAT64;
      case FLOAT32 -> Precision.FLOAT32;
      case FLOAT16 -> Precision.FLOAT16;
      case BFLOAT16 -> Precision.BFLOAT16;
      default ->
          throw new InvalidInputException("type (" + type + ") must be a floating-point one");
    };
  }
}
