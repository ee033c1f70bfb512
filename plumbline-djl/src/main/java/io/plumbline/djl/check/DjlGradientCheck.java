package io.plumbline.djl.check;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Whether the gradients that DJL's {@link ai.djl.training.GradientCollector} gives are those of
 * what a block, a loss or a function computes.
 *
 * <pre>{@code
 * CheckResult result = DjlGradientCheck.of(block).loss(loss, labels).training().at(images).check();
 * }</pre>
 *
 * <p>Differentiated are the floating-point inputs, and the parameters that require a gradient, each
 * under its name in the block. Outputs of several numbers are summed with fixed weights. All is
 * computed on copies: parameters, running statistics and gradients of the caller's stay as they
 * are. Gradients that an earlier call left in them are found, since a collector adds to them.
 * Immutable: each setting gives another check.
 */
public final class DjlGradientCheck {
  private final Setup setup;

  private DjlGradientCheck(Setup setup) {
    this.setup = setup;
  }

  private DjlGradientCheck changed(Consumer<Setup> change) {
    return new DjlGradientCheck(setup.changed(change));
  }

  private static DjlGradientCheck starting(Consumer<Setup> change) {
    return new DjlGradientCheck(new Setup().changed(change));
  }

  /**
   * A check of a block by its inputs and its parameters.
   *
   * @param block initialized, in float32 or float64
   * @return a check that lacks a point
   */
  public static DjlGradientCheck of(Block block) {
    return starting(setup -> setup.block = Optional.of(block));
  }

  /**
   * A check of a loss by its predictions.
   *
   * @param loss any
   * @param labels what predictions are compared with; copied
   * @return a check that lacks a point: the predictions
   */
  public static DjlGradientCheck of(Loss loss, NDArray... labels) {
    return starting(setup -> {}).loss(loss, labels);
  }

  /**
   * A check of what a collector gives for a function of arrays.
   *
   * @param function of the inputs, in order
   * @return a check that lacks a point
   */
  public static DjlGradientCheck ofFunction(Function<NDList, NDArray> function) {
    return starting(setup -> setup.function = inputs -> new NDList(function.apply(inputs)));
  }

  /**
   * A check of a gradient that is written on arrays.
   *
   * @param function of the inputs, in order, whose value is one number
   * @param gradient of it: an array for each input, of the input's shape
   * @return a check that lacks a point
   */
  public static DjlGradientCheck ofFunction(
      Function<NDList, NDArray> function, UnaryOperator<NDList> gradient) {
    return ofFunction(function).changed(setup -> setup.gradient = Optional.of(gradient));
  }

  /**
   * Puts a loss behind what is checked.
   *
   * @param loss any
   * @param labels what outputs are compared with; copied
   * @return the check with it
   */
  public DjlGradientCheck loss(Loss loss, NDArray... labels) {
    List<HeldArray> held = HeldArray.all("label", new NDList(labels));
    return changed(
        setup -> {
          setup.loss = Optional.of(loss);
          setup.labels = held;
        });
  }

  /**
   * Computes as in training: dropout is active, and batch normalization takes the batch's own
   * statistics.
   *
   * @return the check of that
   */
  public DjlGradientCheck training() {
    return changed(setup -> setup.training = true);
  }

  /**
   * Sets the seed of the engine before each call of what is checked, so that dropout drops the same
   * ones: {@link GradientCheck#reseed}. The engine has one for the whole process.
   *
   * @return the check with it
   */
  public DjlGradientCheck reseed() {
    return changed(setup -> setup.reseeded = true);
  }

  /**
   * Computes in another format than that of the arrays, of the same numbers: in float64 smaller
   * mistakes show.
   *
   * @param type a floating-point type
   * @return the check with it
   * @throws InvalidInputException if it is not one
   */
  public DjlGradientCheck in(DataType type) {
    HeldPoint.precision(type);
    return changed(setup -> setup.type = Optional.of(type));
  }

  /**
   * Differentiates by some alone.
   *
   * @param names of inputs and parameters
   * @return the check by them
   */
  public DjlGradientCheck only(String... names) {
    return changed(setup -> setup.only = List.of(names));
  }

  /**
   * The settings that every check has.
   *
   * @param settings such as {@code check -> check.seed(3).budget(Duration.ofMinutes(1))}
   * @return the check with them, beside those given before
   */
  public DjlGradientCheck with(UnaryOperator<GradientCheck> settings) {
    return changed(
        setup -> {
          UnaryOperator<GradientCheck> before = setup.settings;
          setup.settings = check -> settings.apply(before.apply(check));
        });
  }

  /**
   * Where to differentiate.
   *
   * @param inputs in order, by their names, or else named {@code x}, or {@code x0}, {@code x1}, …;
   *     those that are not floating-point numbers are constant. Read when it is checked
   * @return the check there
   */
  public DjlGradientCheck at(NDArray... inputs) {
    return changed(setup -> setup.inputs = new NDList(inputs));
  }

  /**
   * Makes the check. Whatever the block or the function does is in the result and not thrown.
   *
   * @return the result
   * @throws InvalidInputException if it was not said where, if the block is not initialized, or
   *     what is to be differentiated is not there
   */
  public CheckResult check() {
    return check(FunctionCheck::check);
  }

  /**
   * Makes the check; where the point is on a kink, as ReLUs at zero are, then at points beside it.
   *
   * @return the first result that is decided, or that at the point
   * @throws InvalidInputException as for {@link #check}
   */
  public CheckResult checkNearby() {
    return check(FunctionCheck::checkNearby);
  }

  private CheckResult check(Function<GradientCheck, CheckResult> how) {
    if (setup.inputs.isEmpty()) {
      throw new InvalidInputException("at (nothing) must say where to differentiate");
    }
    HeldPoint point = HeldPoint.of(setup);
    Computation computation = new Computation(setup, point);
    Function<Inputs, Map<String, double[]>> gradient =
        setup
            .gradient
            .<Function<Inputs, Map<String, double[]>>>map(own -> at -> computation.written(at, own))
            .orElse(computation::collected);
    GradientCheck plain =
        GradientCheck.ofInputs(computation::value).precision(point.precision()).at(point.moved());
    Engine engine = setup.inputs.head().getManager().getEngine();
    GradientCheck core =
        setup.settings.apply(
            setup.reseeded ? plain.reseed(seed -> engine.setRandomSeed((int) seed)) : plain);
    CheckResult result = how.apply(core.gradientOfInputs(gradient));
    LeftOver leftOver = point.leftOver();
    if (setup.gradient.isPresent() || leftOver.isNone() || !result.passed()) {
      return result;
    }
    CheckResult found =
        how.apply(core.gradientOfInputs(at -> leftOver.addedTo(gradient.apply(at))));
    return found.verdict() == Verdict.FAIL ? found.because(List.of(leftOver.cause())) : found;
  }
}
