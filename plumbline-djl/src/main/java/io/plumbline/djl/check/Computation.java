package io.plumbline.djl.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A value and its gradient in DJL, each time computed from arrays that are made for it and closed
 * behind it: nothing of the caller's is written to, and no call finds what another left.
 *
 * @param setup what is computed
 * @param point what of
 */
record Computation(Setup setup, HeldPoint point) {
  /** The engine has one collector at a time. */
  private static final Object COLLECTOR = new Object();

  /** What the weights are drawn from that outputs of several numbers are summed with. */
  private static final long WEIGHTS = 1;

  /** Beside the caller's own arrays, on their device. */
  private NDManager newManager() {
    return setup.inputs.head().getManager().newSubManager();
  }

  double value(Inputs at) {
    try (NDManager own = newManager()) {
      return new Call(own, at, false).value().getDouble();
    }
  }

  /** What a collector gives, by the name of each array that is moved. */
  Map<String, double[]> collected(Inputs at) {
    synchronized (COLLECTOR) {
      try (NDManager own = newManager();
          GradientCollector collector = own.getEngine().newGradientCollector()) {
        Call call = new Call(own, at, true);
        NDArray value = call.value();
        call.requireAllAskedFor();
        collector.backward(value);
        Map<String, double[]> gradients = new LinkedHashMap<>();
        call.moved.forEach(
            (name, array) -> gradients.put(name, HeldArray.doubles(array.getGradient())));
        return gradients;
      }
    }
  }

  /** What the user's own code gives, by the name of each input that is moved. */
  Map<String, double[]> written(Inputs at, UnaryOperator<NDList> gradient) {
    try (NDManager own = newManager()) {
      NDList given = gradient.apply(new Call(own, at, false).placedInputs);
      if (given.size() != point.inputs().size()) {
        throw new InvalidInputException(
            "gradient (arrays: "
                + given.size()
                + ") must have one for each input: "
                + point.inputs().size());
      }
      Map<String, double[]> gradients = new LinkedHashMap<>();
      for (int k = 0; k < given.size(); k++) {
        if (at.names().contains(point.inputs().get(k).name())) {
          gradients.put(point.inputs().get(k).name(), HeldArray.doubles(given.get(k)));
        }
      }
      return gradients;
    }
  }

  /** One evaluation under way. */
  private final class Call {
    private final NDManager own;
    private final Inputs at;
    private final boolean recorded;
    private final Map<String, NDArray> moved = new LinkedHashMap<>();
    private final NDList placedInputs = new NDList();

    Call(NDManager own, Inputs at, boolean recorded) {
      this.own = own;
      this.at = at;
      this.recorded = recorded;
      point.inputs().forEach(each -> placedInputs.add(placed(each)));
    }

    private NDArray placed(HeldArray held) {
      if (!at.names().contains(held.name())) {
        return held.placed(own);
      }
      NDArray array = held.placed(own, at.get(held.name()));
      if (recorded) {
        array.setRequiresGradient(true);
      }
      moved.put(held.name(), array);
      return array;
    }

    private NDArray placed(Parameter parameter) {
      return placed(
          Optional.ofNullable(point.parameters().get(parameter))
              .orElseGet(() -> HeldArray.of(parameter.getId(), parameter.getArray())));
    }

    /** One number out of what is computed; what is no floating-point number has no part in it. */
    NDArray value() {
      HeldParameters store = new HeldParameters(own, this::placed);
      List<NDArray> outputs =
          setup.outputs(store, placedInputs, own).stream()
              .filter(each -> each.getDataType().isFloating())
              .map(this::summable)
              .toList();
      if (outputs.size() == 1 && outputs.get(0).size() == 1) {
        return outputs.get(0).sum();
      }
      if (setup.gradient.isPresent()) {
        throw new InvalidInputException(
            "value (several numbers) must be one where its gradient is written");
      }
      Random random = new Random(WEIGHTS);
      return outputs.stream()
          .map(each -> each.mul(weights(random, each)).sum())
          .reduce(NDArray::add)
          .orElseThrow(() -> new InvalidInputException("value (no numbers) must hold some"));
    }

    /**
     * In float64 sums round nothing beside what is computed. Where a gradient is collected the type
     * stays what it is: DJL records no change of type.
     */
    private NDArray summable(NDArray output) {
      return recorded ? output : output.toType(DataType.FLOAT64, false);
    }

    /** Of seven bits, which every format has: from a half to one and a half. */
    private NDArray weights(Random random, NDArray output) {
      double[] weights = new double[(int) output.size()];
      Arrays.setAll(weights, k -> (32 + random.nextInt(64)) / 64.0);
      return own.create(weights, output.getShape()).toType(output.getDataType(), false);
    }

    /** A parameter that is read past the store is not moved, and its gradient not collected. */
    void requireAllAskedFor() {
      List<String> missing =
          at.names().stream().filter(name -> !moved.containsKey(name)).sorted().toList();
      if (!missing.isEmpty()) {
        throw new InvalidInputException(
            "parameters ("
                + String.join(", ", missing)
                + ") must be asked of the ParameterStore by the block, or left out by only(…)");
      }
    }
  }
}
