package io.plumbline.djl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.Entry;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks and losses of DJL, right and with mistakes, in PyTorch. */
@Tag("slow")
class DjlGradientCheckTest {
  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager("PyTorch");
    JniUtils.setNumThreads(1);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  /** Blocks with the shapes of what they take. */
  enum Layer {
    LINEAR(() -> Linear.builder().setUnits(3).build(), new Shape(2, 4)),
    CONVOLUTION(
        () -> Conv2d.builder().setFilters(2).setKernelShape(new Shape(2, 2)).build(),
        new Shape(1, 2, 2, 3)),
    BATCH_NORM(() -> BatchNorm.builder().build(), new Shape(4, 3)),
    LAYER_NORM(() -> LayerNorm.builder().build(), new Shape(2, 4)),
    // Left out, the states would be made in float32.
    RECURRENT(
        () -> GRU.builder().setStateSize(2).setNumLayers(1).optReturnState(true).build(),
        new Shape(1, 3, 2),
        new Shape(1, 1, 2)),
    LONG_SHORT_TERM(
        () -> LSTM.builder().setStateSize(2).setNumLayers(1).optReturnState(true).build(),
        new Shape(1, 3, 2),
        new Shape(1, 1, 2),
        new Shape(1, 1, 2)),
    PERCEPTRON(
        () ->
            new SequentialBlock()
                .add(Linear.builder().setUnits(3).build())
                .add(Activation::tanh)
                .add(Dropout.builder().optRate(0.4f).build())
                .add(Linear.builder().setUnits(2).build()),
        new Shape(2, 3));

    private final Supplier<Block> made;
    private final Shape[] shapes;

    Layer(Supplier<Block> made, Shape... shapes) {
      this.made = made;
      this.shapes = shapes;
    }

    Block block(DataType type) {
      return initialized(made.get(), type, shapes);
    }

    NDArray[] inputs(DataType type) {
      return Arrays.stream(shapes).map(shape -> random(type, shape)).toArray(NDArray[]::new);
    }
  }

  private static Block initialized(Block block, DataType type, Shape... shapes) {
    manager.getEngine().setRandomSeed(7);
    block.setInitializer(new NormalInitializer(0.7f), Parameter::requiresGradient);
    block.initialize(manager, type, shapes);
    return block;
  }

  private static NDArray random(DataType type, Shape shape) {
    double[] numbers = new Random(3).doubles(shape.size(), -1, 1).toArray();
    return manager.create(numbers, shape).toType(type, false);
  }

  private static void assertVerdict(Verdict verdict, CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @EnumSource
  void blocksAreRightByInputsAndParameters(Layer layer) {
    DjlGradientCheck check =
        DjlGradientCheck.of(layer.block(DataType.FLOAT64)).at(layer.inputs(DataType.FLOAT64));
    assertVerdict(Verdict.PASS, check.check());
    if (layer == Layer.BATCH_NORM) {
      assertVerdict(Verdict.PASS, check.training().check());
    }
  }

  /** Float32 hides 1 % of the smallest entries; half of each would have shown. */
  @ParameterizedTest
  @EnumSource(names = {"LINEAR", "RECURRENT", "PERCEPTRON"})
  void blocksInSinglePrecisionAreRight(Layer layer) {
    CheckResult result =
        DjlGradientCheck.of(layer.block(DataType.FLOAT32))
            .at(layer.inputs(DataType.FLOAT32))
            .with(check -> check.mustSee(0.5))
            .check();
    assertVerdict(Verdict.PASS, result);
    assertThat(result.power().orElseThrow().hidden()).isGreaterThan(1e-6);
  }

  @Test
  void aBlockInSinglePrecisionIsComputedInDouble() {
    Block block = Layer.PERCEPTRON.block(DataType.FLOAT32);
    CheckResult result =
        DjlGradientCheck.of(block)
            .loss(Loss.l2Loss(), random(DataType.FLOAT32, new Shape(2, 2)))
            .in(DataType.FLOAT64)
            .at(Layer.PERCEPTRON.inputs(DataType.FLOAT32))
            .check();
    assertVerdict(Verdict.PASS, result);
    assertThat(result.power().orElseThrow().hidden()).isLessThan(1e-8);
    assertThat(result.at().names())
        .containsExactly(
            "x", "01Linear_weight", "01Linear_bias", "04Linear_weight", "04Linear_bias");
  }

  /** DJL scales its scores by a number in float32, so that it is checked in that. */
  @Test
  void attentionOfManyHeadsIsRight() {
    Block attention =
        initialized(
            ScaledDotProductAttentionBlock.builder().setEmbeddingSize(4).setHeadCount(2).build(),
            DataType.FLOAT32,
            new Shape(1, 3, 4));
    CheckResult result =
        DjlGradientCheck.of(attention)
            .only("x", "02queryProjection_weight")
            .with(check -> check.mustSee(0.2))
            .at(random(DataType.FLOAT32, new Shape(1, 3, 4)))
            .check();
    assertVerdict(Verdict.PASS, result);
    assertThat(result.at().names()).containsExactly("x", "02queryProjection_weight");
  }

  /** Losses with what they compare with. */
  enum Compared {
    CROSS_ENTROPY(Loss.softmaxCrossEntropyLoss(), () -> manager.create(new long[] {2, 0})),
    ABSOLUTE(Loss.l1Loss(), () -> random(DataType.FLOAT64, new Shape(2, 3)).mul(0.3)),
    SQUARED(Loss.l2Loss(), () -> random(DataType.FLOAT64, new Shape(2, 3)).mul(0.3)),
    BINARY(Loss.sigmoidBinaryCrossEntropyLoss(), () -> signs().add(1).div(2)),
    HINGE(Loss.hingeLoss(), Compared::signs);

    private final Loss loss;
    private final Supplier<NDArray> labels;

    Compared(Loss loss, Supplier<NDArray> labels) {
      this.loss = loss;
      this.labels = labels;
    }

    private static NDArray signs() {
      return manager.create(new double[] {1, -1, -1, 1, 1, -1}, new Shape(2, 3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lossesAreRight(Compared each) {
    NDArray predictions = random(DataType.FLOAT64, new Shape(2, 3));
    assertVerdict(
        Verdict.PASS, DjlGradientCheck.of(each.loss, each.labels.get()).at(predictions).check());
  }

  /** A slope of one's own, as it is written where the engine offers no other way. */
  private static NDArray withSlope(NDArray value, NDArray x, NDArray slope) {
    NDArray line = x.mul(slope.stopGradient());
    return value.stopGradient().add(line.sub(line.stopGradient()));
  }

  @Test
  void aBackwardPassOfOnesOwnIsHeldAgainstTheValue() {
    NDArray x = random(DataType.FLOAT64, new Shape(4));
    Function<NDList, NDArray> right =
        inputs -> {
          NDArray s = Activation.sigmoid(inputs.head());
          return withSlope(s, inputs.head(), s.mul(s.neg().add(1)));
        };
    Function<NDList, NDArray> wrong =
        inputs -> {
          NDArray s = Activation.sigmoid(inputs.head());
          return withSlope(s, inputs.head(), s);
        };
    assertVerdict(Verdict.PASS, DjlGradientCheck.ofFunction(right).at(x).check());
    assertVerdict(Verdict.FAIL, DjlGradientCheck.ofFunction(wrong).at(x).check());
  }

  /** {@code toType} ends what is recorded as {@code stopGradient} does, and says nothing of it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBranchThatIsCutOffIsSeen(boolean byType) {
    UnaryOperator<NDArray> cut =
        byType
            ? array -> array.toType(DataType.FLOAT64, false).toType(DataType.FLOAT32, false)
            : NDArray::stopGradient;
    DjlGradientCheck whole = residual(array -> array);
    assertVerdict(Verdict.PASS, whole.check());
    CheckResult result = residual(cut).check();
    assertVerdict(Verdict.FAIL, result);
    assertThat(result.worst(99))
        .extracting(Entry::place)
        .contains("02SequentialBlock_01Linear_weight[0, 0]")
        .doesNotContain("01Linear_weight[0, 0]");
  }

  /** A layer, beside another that something happens behind. */
  private static DjlGradientCheck residual(UnaryOperator<NDArray> behind) {
    Block branch =
        new SequentialBlock()
            .add(Linear.builder().setUnits(2).build())
            .add(LambdaBlock.singleton(x -> behind.apply(x).square()));
    Block both =
        new ParallelBlock(
            outputs -> new NDList(outputs.get(0).head().add(outputs.get(1).head())),
            List.of(Linear.builder().setUnits(2).build(), branch));
    Shape shape = new Shape(2, 2);
    return DjlGradientCheck.of(initialized(both, DataType.FLOAT32, shape))
        .with(check -> check.mustSee(0.5))
        .at(random(DataType.FLOAT32, shape));
  }

  private static NDArray meanSquare(NDList inputs) {
    return inputs.head().square().mean();
  }

  @Test
  void aWrittenGradientWithoutTheMeanIsNamed() {
    NDArray x = random(DataType.FLOAT64, new Shape(2, 3));
    UnaryOperator<NDList> right = inputs -> new NDList(inputs.head().mul(2.0 / 6));
    UnaryOperator<NDList> wrong = inputs -> new NDList(inputs.head().mul(2));
    Function<NDList, NDArray> f = DjlGradientCheckTest::meanSquare;
    assertVerdict(Verdict.PASS, DjlGradientCheck.ofFunction(f, right).at(x).check());
    CheckResult result = DjlGradientCheck.ofFunction(f, wrong).at(x).check();
    assertVerdict(Verdict.FAIL, result);
    assertThat(result.causes()).extracting(Cause::id).contains("scale");
    assertThat(result.causes().get(0).sentence()).contains("6");
  }

  private static void backward(Block block, NDArray x) {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      ParameterStore store = new ParameterStore(manager, false);
      collector.backward(block.forward(store, new NDList(x), true).head().sum());
    }
  }

  @Test
  void gradientsLeftFromAnEarlierCallAreNamedAndStay() {
    Block block = Layer.LINEAR.block(DataType.FLOAT64);
    NDArray x = random(DataType.FLOAT64, new Shape(2, 4));
    DjlGradientCheck check = DjlGradientCheck.of(block).at(x);
    assertVerdict(Verdict.PASS, check.check());

    backward(block, x.mul(3));
    NDArray gradient = block.getParameters().get("weight").getArray().getGradient();
    double[] before = gradient.toDoubleArray();
    CheckResult result = check.check();
    assertVerdict(Verdict.FAIL, result);
    assertThat(result.causes()).hasSize(1);
    Cause cause = result.causes().get(0);
    assertThat(cause.id()).isEqualTo("accumulated");
    assertThat(cause.details()).containsEntry("which", "weight, bias");
    assertThat(gradient.toDoubleArray()).isEqualTo(before);

    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.zeroGradients();
    }
    assertVerdict(Verdict.PASS, check.check());
  }

  private static void zero(NDArray gradient) {
    gradient.subi(gradient);
  }

  /** A training step of the user's own, whose arrays outlive a call. */
  private static final class Step {
    private final NDArray kept = random(DataType.FLOAT64, new Shape(3));

    private Step() {
      kept.setRequiresGradient(true);
    }

    NDList gradient(NDList inputs, boolean zeroed, boolean late) {
      NDArray gradient = kept.getGradient();
      NDArray before = gradient.duplicate();
      if (zeroed) {
        zero(gradient);
      }
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(kept.mul(0).add(inputs.head()).square().mul(kept).sum());
      }
      return new NDList(late ? before : kept.getGradient().duplicate());
    }
  }

  @Test
  void aStepThatAddsUpOrIsOneCallLateIsNamed() {
    NDArray x = random(DataType.FLOAT64, new Shape(3));
    Function<NDList, NDArray> f = inputs -> inputs.head().square().mul(inputs.head()).sum().div(3);
    CheckResult right =
        DjlGradientCheck.ofFunction(f, list -> new Step().gradient(list, false, false))
            .at(x)
            .check();
    assertVerdict(Verdict.PASS, right);
    Step adding = new Step();
    Step late = new Step();
    adding.gradient(new NDList(x), false, false);
    late.gradient(new NDList(x), true, false);
    assertThat(causes(f, list -> adding.gradient(list, false, false), x)).contains("accumulated");
    assertThat(causes(f, list -> late.gradient(list, true, true), x)).contains("stale-state");
  }

  private static List<String> causes(
      Function<NDList, NDArray> f, UnaryOperator<NDList> gradient, NDArray x) {
    CheckResult result = DjlGradientCheck.ofFunction(f, gradient).at(x).check();
    assertVerdict(Verdict.FAIL, result);
    return result.causes().stream().map(Cause::id).toList();
  }

  @Test
  void chanceIsInconclusiveUntilItIsFixed() {
    Block block = Layer.PERCEPTRON.block(DataType.FLOAT64);
    DjlGradientCheck check =
        DjlGradientCheck.of(block).training().at(Layer.PERCEPTRON.inputs(DataType.FLOAT64));
    assertThat(check.check().reason()).contains(Reason.RANDOM_VALUES);
    assertVerdict(Verdict.PASS, check.reseed().check());
  }

  @Test
  void nothingOfTheCallersChanges() {
    Block block = Layer.BATCH_NORM.block(DataType.FLOAT64);
    NDArray x = random(DataType.FLOAT64, new Shape(4, 3));
    x.setRequiresGradient(true);
    backward(block, x.mul(2));
    int arrays = manager.getManagedArrays().size();
    List<byte[]> before = bytes(block, x);
    DjlGradientCheck.of(block).training().at(x).check();
    assertThat(bytes(block, x)).usingRecursiveComparison().isEqualTo(before);
    assertThat(manager.getManagedArrays()).hasSizeLessThanOrEqualTo(arrays + before.size());
  }

  private static List<byte[]> bytes(Block block, NDArray x) {
    List<byte[]> all = new ArrayList<>(List.of(x.toByteArray()));
    for (Parameter each : block.getParameters().values()) {
      all.add(each.getArray().toByteArray());
      if (each.requiresGradient()) {
        try (NDArray gradient = each.getArray().getGradient()) {
          all.add(gradient.toByteArray());
        }
      }
    }
    return all;
  }

  /** Its own parameter, read where no training on several devices would find it. */
  private static final class PastTheStore extends AbstractBlock {
    private final Parameter w =
        addParameter(
            Parameter.builder()
                .setName("w")
                .optShape(new Shape(3))
                .setType(Parameter.Type.WEIGHT)
                .build());

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return new NDList(inputs.head().mul(w.getArray()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  @Test
  void aParameterThatIsReadPastTheStoreIsNotTakenForOneWithoutAPart() {
    Block block = initialized(new PastTheStore(), DataType.FLOAT64, new Shape(3));
    NDArray x = random(DataType.FLOAT64, new Shape(3));
    CheckResult result = DjlGradientCheck.of(block).at(x).check();
    assertThat(result.reason()).contains(Reason.NO_GRADIENT);
    assertThat(result.detail().orElseThrow())
        .contains("parameters (w) must be asked of the ParameterStore by the block");
    assertVerdict(Verdict.PASS, DjlGradientCheck.of(block).only("x").at(x).check());
  }

  @Test
  void aKinkIsLeft() {
    NDArray x = manager.create(new double[] {0, 1, -1});
    DjlGradientCheck check =
        DjlGradientCheck.ofFunction(inputs -> Activation.relu(inputs.head()).sum()).at(x);
    assertThat(check.check().reason()).contains(Reason.NOT_SMOOTH);
    assertVerdict(Verdict.PASS, check.checkNearby());
  }

  @Test
  void badInputIsOneLine() {
    Block block = Linear.builder().setUnits(3).build();
    NDArray x = random(DataType.FLOAT64, new Shape(2, 4));
    assertBad(DjlGradientCheck.of(block), "at (nothing) must say where to differentiate");
    assertBad(DjlGradientCheck.of(block).at(x), "block (weight has no values) must be initialized");
    assertBad(
        DjlGradientCheck.ofFunction(NDList::head).at(manager.create(new int[] {1})),
        "at (no floating-point array) must say where to differentiate");
    assertBad(
        DjlGradientCheck.ofFunction(NDList::head).only("y").at(x), "only (y) must be one of x");
    assertThatThrownBy(() -> DjlGradientCheck.of(block).in(DataType.INT32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("type (int32) must be a floating-point one");
    assertThat(detail(DjlGradientCheck.ofFunction(NDList::head, list -> list).at(x)))
        .contains("value (several numbers) must be one where its gradient is written");
    Function<NDList, NDArray> sum = inputs -> inputs.head().sum();
    assertThat(detail(DjlGradientCheck.ofFunction(sum, list -> new NDList()).at(x)))
        .contains("gradient (arrays: 0) must have one for each input: 1");
  }

  private static String detail(DjlGradientCheck check) {
    return check.check().detail().orElseThrow();
  }

  private static void assertBad(DjlGradientCheck check, String message) {
    assertThatThrownBy(check::check).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }
}
