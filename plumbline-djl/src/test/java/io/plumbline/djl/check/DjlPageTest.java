package io.plumbline.djl.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.loss.Loss;
import io.plumbline.core.check.CheckResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/djl.md} shows the code that is here, and what a user is told. {@code
 * -Dplumbline.write=true} writes the page.
 */
@Tag("slow")
class DjlPageTest {
  private static final Path PAGE = Path.of("../docs/djl.md");
  private static final Path SOURCE =
      Path.of("src/test/java/io/plumbline/djl/check/DjlPageTest.java");
  private static final Pattern SHOWN =
      Pattern.compile(
          "(?s)(<!-- DjlPageTest makes (\\w+) -->\\n)```java\\n.*?```\\n\\n```\\n.*?```\\n");

  static CheckResult right(NDManager manager) {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(2).build())
            .add(Activation::tanh)
            .add(Dropout.builder().optRate(0.2f).build())
            .add(Linear.builder().setUnits(2).build());
    block.setInitializer(new ConstantInitializer(0.5f), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT64, new Shape(2, 2));
    NDArray x = manager.create(new double[][] {{0.1, 0.4}, {-0.5, 0.3}});
    NDArray labels = manager.create(new long[] {0, 1});
    return DjlGradientCheck.of(block)
        .loss(Loss.softmaxCrossEntropyLoss(), labels)
        .training()
        .reseed()
        .at(x)
        .check();
  }

  static CheckResult cutOff(NDManager manager) {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(1).build())
            .add(
                LambdaBlock.singleton(
                    y -> y.mul(y.toType(DataType.FLOAT64, false).toType(DataType.FLOAT32, false))));
    block.setInitializer(new ConstantInitializer(0.5f), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
    return DjlGradientCheck.of(block).at(manager.create(new float[][] {{1, 2}})).check();
  }

  static CheckResult leftOver(NDManager manager) {
    Block block = Linear.builder().setUnits(1).optBias(false).build();
    block.setInitializer(new ConstantInitializer(0.5f), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT64, new Shape(1, 2));
    NDArray x = manager.create(new double[][] {{1, 2}});
    ParameterStore store = new ParameterStore(manager, false);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(block.forward(store, new NDList(x.mul(3)), true).head());
    }
    return DjlGradientCheck.of(block).at(x).check();
  }

  @Test
  void thePageShowsWhatTheCheckSays() throws Exception {
    String page = Files.readString(PAGE);
    StringBuilder expected = new StringBuilder();
    Matcher shown = SHOWN.matcher(page);
    int count = 0;
    while (shown.find()) {
      count++;
      String piece = shown.group(1) + piece(shown.group(2));
      shown.appendReplacement(expected, Matcher.quoteReplacement(piece));
    }
    shown.appendTail(expected);
    assertThat(count).isEqualTo(3);
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(withoutSizes(Files.readString(PAGE))).isEqualTo(withoutSizes(expected.toString()));
  }

  /** Bounds, and which seed was closest, have the last bits of the platform's exponentials. */
  private static String withoutSizes(String page) {
    return page.replaceAll("\\d\\.\\de[+-]\\d\\d", "size")
        .replaceAll(" +", " ")
        .replaceAll("seeds [0-9, ]+", "seeds");
  }

  private static String piece(String name) throws Exception {
    Matcher code =
        Pattern.compile("(?s) CheckResult " + name + "\\(NDManager manager\\) \\{\\n(.*?)\\n  }\\n")
            .matcher(Files.readString(SOURCE));
    assertThat(code.find()).isTrue();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      JniUtils.setNumThreads(1);
      Object result =
          DjlPageTest.class.getDeclaredMethod(name, NDManager.class).invoke(null, manager);
      return "```java\n"
          + code.group(1)
              .replaceAll("(?m)^    ", "")
              .replace("return Djl", "CheckResult result = Djl")
          + "\n```\n\n```\n"
          + String.valueOf(result).replace("\n\nAgain:", "\nAgain:")
          + "```\n";
    }
  }
}
