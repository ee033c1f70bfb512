package io.plumbline.program;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of a server that speaks UM-Bridge 1.0 over HTTP. Its inputs are vectors without a name,
 * in the order in which they are given; one point is asked for at a time. A bare {@code NaN} is a
 * number.
 *
 * <p>Its {@code Gradient} is the product of a vector with the Jacobian from the left, by one input
 * and of one output; {@code ApplyJacobian} and {@code ApplyHessian} are so too, and are added up.
 */
final class UmBridgeModel implements RunningProgram {
  private static final double PROTOCOL = 1;
  private static final int LARGEST = 1 << 24;

  private final HttpCalls calls;
  private final String source;
  private final String name;
  private final int[] inputs;
  private final int[] outputs;
  private final Declared declared;

  private UmBridgeModel(HttpCalls calls, String source, String name) throws IOException {
    this.calls = calls;
    this.source = source;
    this.name = name;
    JsonObject support =
        Fields.object("support", calls.post("/ModelInfo", question()).get("support"));
    this.inputs = sizes("inputSizes", calls.post("/InputSizes", configured()));
    this.outputs = sizes("outputSizes", calls.post("/OutputSizes", configured()));
    this.declared = new Declared(serves(support), List.of());
  }

  /**
   * Finds a model on a server.
   *
   * @param source the server's address, for messages
   * @param name the model's; may be left out where there is one
   * @param info what the server says of itself
   * @throws InvalidInputException if there is no such model
   */
  static UmBridgeModel of(HttpCalls calls, String source, @Nullable String name, JsonObject info) {
    String path = "/Info";
    try {
      JsonElement version = info.get("protocolVersion");
      if (version == null || Fields.number(version) != PROTOCOL) {
        throw Fields.wrong("protocolVersion", version, "1.0");
      }
      List<String> models = new ArrayList<>();
      for (JsonElement each : Fields.few("models", info.get("models"))) {
        models.add(Fields.text("model", each));
      }
      path = "/ModelInfo";
      return new UmBridgeModel(calls, source, chosen(models, name));
    } catch (IOException e) {
      throw calls.ended(path, e);
    }
  }

  private static String chosen(List<String> models, @Nullable String name) {
    if (name == null && models.size() == 1) {
      return models.get(0);
    } else if (name != null && models.contains(name)) {
      return name;
    }
    throw new InvalidInputException(
        "model ("
            + (name == null ? "not said" : name)
            + ") must be one of "
            + models
            + ", as in http://…#"
            + (models.isEmpty() ? "" : models.get(0)));
  }

  private Set<ProgramOp> serves(JsonObject support) throws WrongAnswer {
    if (!isTrue(support, "Evaluate")) {
      throw Fields.wrong("support", support, "of Evaluate at least");
    }
    boolean scalar = Arrays.stream(outputs).sum() == 1;
    Set<ProgramOp> serves = EnumSet.of(ProgramOp.VALUE);
    if (isTrue(support, "Gradient")) {
      serves.add(ProgramOp.VJP);
      if (scalar) {
        serves.add(ProgramOp.GRADIENT);
      }
    }
    if (isTrue(support, "ApplyJacobian")) {
      serves.add(ProgramOp.JVP);
    }
    if (scalar && isTrue(support, "ApplyHessian")) {
      serves.add(ProgramOp.HVP);
    }
    return serves;
  }

  private static boolean isTrue(JsonObject support, String what) {
    return new JsonPrimitive(true).equals(support.get(what));
  }

  private static int[] sizes(String key, JsonObject answer) throws WrongAnswer {
    JsonArray array = Fields.few(key, answer.get(key));
    int[] sizes = new int[array.size()];
    for (int k = 0; k < sizes.length; k++) {
      long size = Fields.whole("size", array.get(k));
      if (size < 1 || size > LARGEST) {
        throw Fields.wrong(key, array, "positive and at most " + LARGEST);
      }
      sizes[k] = (int) size;
    }
    return sizes;
  }

  private JsonObject question() {
    JsonObject question = new JsonObject();
    question.addProperty("name", name);
    return question;
  }

  private JsonObject configured() {
    JsonObject question = question();
    question.add("config", new JsonObject());
    return question;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public Declared declared() {
    return declared;
  }

  @Override
  public List<NamedArray> ask(
      ProgramOp op, int points, List<NamedArray> given, List<NamedArray> vectors) {
    int[] sizes = given.stream().mapToInt(each -> each.values().length / points).toArray();
    if (!Arrays.equals(sizes, inputs)) {
      throw new InvalidInputException(
          "inputs (of "
              + Arrays.toString(sizes)
              + " numbers) must be those of the model, of "
              + Arrays.toString(inputs));
    }
    List<double[]> answers = new ArrayList<>();
    List<NamedArray.Head> heads =
        op == ProgramOp.VALUE || op == ProgramOp.JVP ? outputs() : heads(given);
    heads.forEach(head -> answers.add(new double[points * head.shape().size()]));
    for (int i = 0; i < points; i++) {
      int point = i;
      List<double[]> x = given.stream().map(each -> each.point(point).values()).toList();
      List<double[]> v = vectors.stream().map(each -> each.point(point).values()).toList();
      List<double[]> answer = ask(op, x, v);
      for (int k = 0; k < answers.size(); k++) {
        double[] one = answer.get(k);
        System.arraycopy(one, 0, answers.get(k), i * one.length, one.length);
      }
    }
    List<NamedArray> tensors = new ArrayList<>();
    for (int k = 0; k < heads.size(); k++) {
      tensors.add(NamedArray.of(heads.get(k), points, answers.get(k)));
    }
    return tensors;
  }

  private List<NamedArray.Head> outputs() {
    List<NamedArray.Head> heads = new ArrayList<>();
    for (int k = 0; k < outputs.length; k++) {
      String own = outputs.length == 1 ? "y" : "y" + k;
      heads.add(new NamedArray.Head(own, Datatype.FP64, Shape.of(outputs[k])));
    }
    return heads;
  }

  private static List<NamedArray.Head> heads(List<NamedArray> tensors) {
    return tensors.stream().map(NamedArray::head).toList();
  }

  /** The answer at one point: for each output, or each input, its numbers. */
  private List<double[]> ask(ProgramOp op, List<double[]> x, List<double[]> v) {
    double[] one = {1};
    return switch (op) {
      case VALUE -> values(x);
      case GRADIENT -> summed(inputs, 1, (k, j) -> gradient(x, 0, k, one));
      case VJP -> summed(inputs, outputs.length, (k, j) -> gradient(x, j, k, v.get(j)));
      case JVP -> summed(outputs, inputs.length, (k, j) -> jacobian(x, k, j, v.get(j)));
      case VALUE_WITH_GRADIENT -> throw new IllegalArgumentException(op.word());
      case HVP -> summed(inputs, inputs.length, (k, j) -> hessian(x, k, j, v.get(j)));
    };
  }

  private interface Part {
    JsonArray of(int k, int j) throws IOException;
  }

  private List<double[]> summed(int[] sizes, int parts, Part part) {
    List<double[]> sums = new ArrayList<>();
    try {
      for (int k = 0; k < sizes.length; k++) {
        double[] sum = new double[sizes[k]];
        for (int j = 0; j < parts; j++) {
          double[] each = numbers(part.of(k, j), sizes[k]);
          Arrays.setAll(sum, i -> sum[i] + each[i]);
        }
        sums.add(sum);
      }
      return sums;
    } catch (IOException e) {
      throw calls.ended("output", e);
    }
  }

  private List<double[]> values(List<double[]> x) {
    JsonObject answer = calls.post("/Evaluate", at(x));
    List<double[]> values = new ArrayList<>();
    try {
      JsonArray lists = Fields.few("output", answer.get("output"));
      if (lists.size() != outputs.length) {
        throw Fields.wrong("output", lists.size() + " lists", "of " + outputs.length);
      }
      for (int k = 0; k < outputs.length; k++) {
        values.add(numbers(Fields.array("output", lists.get(k)), outputs[k]));
      }
      return values;
    } catch (IOException e) {
      throw calls.ended("/Evaluate", e);
    }
  }

  private JsonArray gradient(List<double[]> x, int out, int in, double[] sens) throws IOException {
    return product("/Gradient", wrt(x, "outWrt", out, "inWrt", in), "sens", sens);
  }

  private JsonArray jacobian(List<double[]> x, int out, int in, double[] vec) throws IOException {
    return product("/ApplyJacobian", wrt(x, "outWrt", out, "inWrt", in), "vec", vec);
  }

  private JsonArray hessian(List<double[]> x, int one, int other, double[] vec) throws IOException {
    JsonObject question = wrt(x, "inWrt1", one, "inWrt2", other);
    question.addProperty("outWrt", 0);
    question.add("sens", Fields.list(new double[] {1}));
    return product("/ApplyHessian", question, "vec", vec);
  }

  private JsonArray product(String path, JsonObject question, String key, double[] vector)
      throws IOException {
    question.add(key, Fields.list(vector));
    return Fields.array("output", calls.post(path, question).get("output"));
  }

  private JsonObject wrt(List<double[]> x, String first, int one, String second, int other) {
    JsonObject question = at(x);
    question.addProperty(first, one);
    question.addProperty(second, other);
    return question;
  }

  private JsonObject at(List<double[]> x) {
    JsonObject question = configured();
    JsonArray lists = new JsonArray();
    x.forEach(each -> lists.add(Fields.list(each)));
    question.add("input", lists);
    return question;
  }

  private static double[] numbers(JsonArray array, int size) throws WrongAnswer {
    if (array.size() != size) {
      throw Fields.wrong("output", array.size() + " numbers", "of " + size);
    }
    double[] numbers = new double[size];
    for (int k = 0; k < size; k++) {
      numbers[k] = Fields.number(array.get(k));
    }
    return numbers;
  }

  @Override
  public void close() {
    // A server goes on.
  }
}
