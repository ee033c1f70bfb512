package io.plumbline.djl.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.plumbline.core.check.GradientCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is differentiated, and how it is checked. Copied for every change. */
final class Setup implements Cloneable {
  Optional<Block> block = Optional.empty();
  UnaryOperator<NDList> function = UnaryOperator.identity();
  Optional<Loss> loss = Optional.empty();
  List<HeldArray> labels = List.of();
  Optional<UnaryOperator<NDList>> gradient = Optional.empty();
  boolean training;
  boolean reseeded;
  Optional<DataType> type = Optional.empty();
  List<String> only = List.of();
  UnaryOperator<GradientCheck> settings = UnaryOperator.identity();
  NDList inputs = new NDList();

  Setup changed(Consumer<Setup> change) {
    try {
      Setup copy = (Setup) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** The block, then the function, then the loss, as far as there are any. */
  NDList outputs(ParameterStore parameters, NDList placed, NDManager manager) {
    NDList outputs =
        function.apply(
            block.map(each -> each.forward(parameters, placed, training)).orElse(placed));
    if (loss.isEmpty()) {
      return outputs;
    }
    NDList placedLabels = new NDList();
    labels.forEach(each -> placedLabels.add(typed(each).placed(manager)));
    NDArray value = loss.get().evaluate(placedLabels, outputs);
    return new NDList(value);
  }

  /** In the format that is computed in. */
  HeldArray typed(HeldArray held) {
    return type.map(held::as).orElse(held);
  }
}
