package io.plumbline.readers.onnx.operators;

import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which operators are read, and how each is lowered. */
public final class Operators {
  private static final Map<String, NodeLowering> BY_TYPE = new HashMap<>();
  private static final Map<String, Integer> MOST_INPUTS = mostInputs();
  private static final Map<String, String> WAYS = new HashMap<>();

  static {
    Constants.register(BY_TYPE);
    Comparisons.register(BY_TYPE);
    ElementwiseOperators.register(BY_TYPE);
    MatrixProducts.register(BY_TYPE);
    SlidingWindows.register(BY_TYPE);
    Normalizations.register(BY_TYPE);
    Reductions.register(BY_TYPE);
    Movements.register(BY_TYPE);
    Regions.register(BY_TYPE);
    Losses.register(BY_TYPE);
    Spectra.register(BY_TYPE);
    Staircases.register(BY_TYPE);
    Quantized.register(BY_TYPE);
    Sampling.register(BY_TYPE);
    DeformableConvolutions.register(BY_TYPE);
    RegionsOfInterest.register(BY_TYPE);
    Sequences.register(BY_TYPE);
    Contractions.register(BY_TYPE);
    Rearrangements.register(BY_TYPE);
    Indexing.register(BY_TYPE);
    Rankings.register(BY_TYPE);
    Attentions.register(BY_TYPE);
    Recurrences.register(BY_TYPE);
    ClassicalModels.register(BY_TYPE);
    ways(
        ": how much it gives hangs on its input's numbers; --output NAME takes a value before it",
        "NonMaxSuppression",
        "Unique");
    ways(
        ": it draws anew each time; export the model as it is used, or --hold what it gives",
        "Bernoulli",
        "Multinomial",
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike");
    ways(
        ": what is no number has no gradient; --input-name NAME takes a value behind it",
        "ImageDecoder",
        "RegexFullMatch",
        "StringConcat",
        "StringNormalizer",
        "StringSplit",
        "TfIdfVectorizer");
  }

  private Operators() {}

  /** What to do about operators that are not read. */
  private static void ways(String way, String... types) {
    for (String type : types) {
      WAYS.put(type, way);
    }
  }

  private static Map<String, Integer> mostInputs() {
    try (InputStream in = Operators.class.getResourceAsStream("most-inputs.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(","))
          .collect(Collectors.toMap(cells -> cells[0], cells -> Integer.valueOf(cells[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses an input that no lowering looks at, because no version of the operator has it. */
  public static void requireInputs(String type, Call call) {
    int most = MOST_INPUTS.getOrDefault(type, Integer.MAX_VALUE);
    if (call.inputCount() > most) {
      throw call.error("inputs (" + call.inputCount() + ") must be at most " + most);
    }
  }

  /** The operators that are read. */
  public static Set<String> types() {
    return BY_TYPE.keySet();
  }

  public static void lower(String type, Call call) {
    NodeLowering lowering = BY_TYPE.get(type);
    if (lowering == null) {
      throw call.unsupported(
          "operator "
              + ExternalData.printable(type)
              + " is not supported"
              + WAYS.getOrDefault(type, ""));
    }
    lowering.lower(call);
  }
}
