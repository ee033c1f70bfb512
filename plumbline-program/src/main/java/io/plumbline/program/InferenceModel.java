package io.plumbline.program;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model of a server that speaks the Open Inference Protocol, version 2, over HTTP, such as
 * Triton, KServe and MLServer. It has values alone. Its outputs that are floating-point numbers are
 * asked for, by name; what else it makes is left out.
 *
 * <p>Where the model says that the first axis of an input may have any extent, and that axis is not
 * among those of the array given, it counts points, and all points are asked for together.
 */
final class InferenceModel implements RunningProgram {
  private static final Pattern NAME = Pattern.compile("[\\w.-]+(/versions/[\\w.-]+)?");
  private static final String BINARY = "binary_tensor_data";

  private final HttpCalls calls;
  private final String source;
  private final String path;
  private final boolean binary;
  private final Declared declared;
  private final List<String> outputs;

  private InferenceModel(HttpCalls calls, String source, String path, boolean binary)
      throws IOException {
    this.calls = calls;
    this.source = source;
    this.path = path;
    this.binary = binary;
    JsonObject metadata = calls.get(path);
    List<Declared.Input> inputs = new ArrayList<>();
    for (JsonObject each : tensors("inputs", metadata)) {
      String name = Fields.text("name", each.get("name"));
      int[] extents = Fields.extents(each, Declared.ANY);
      boolean counts = extents.length > 0 && extents[0] == Declared.ANY;
      inputs.add(new Declared.Input(name, Fields.datatype(each), extents, counts));
    }
    this.declared = new Declared(Set.of(ProgramOp.VALUE), inputs);
    this.outputs = floating(tensors("outputs", metadata));
  }

  /**
   * Finds a model on a server.
   *
   * @param source the server's address, with the model's name behind {@code #}
   * @param name of the model
   * @param server what it says of itself
   * @throws InvalidInputException if there is no such model
   */
  static InferenceModel of(
      HttpCalls calls, String source, @Nullable String name, JsonObject server) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "model ("
              + (name == null ? "not said" : name)
              + ") must be named behind the address, as in http://…#NAME or #NAME/versions/1");
    }
    String path = "/v2/models/" + name;
    try {
      JsonElement extensions = server.get("extensions");
      boolean binary =
          extensions != null
              && extensions.isJsonArray()
              && extensions.getAsJsonArray().contains(new JsonPrimitive(BINARY));
      return new InferenceModel(calls, source, path, binary);
    } catch (IOException e) {
      throw calls.ended(path, e);
    }
  }

  /** What a model says of its inputs or outputs; none where it does not. */
  private static List<JsonObject> tensors(String key, JsonObject metadata) throws WrongAnswer {
    List<JsonObject> tensors = new ArrayList<>();
    JsonElement list = metadata.get(key);
    for (JsonElement each :
        list == null || list.isJsonNull() ? new JsonArray() : Fields.few(key, list)) {
      tensors.add(Fields.object(key, each));
    }
    return tensors;
  }

  private static List<String> floating(List<JsonObject> outputs) throws WrongAnswer {
    List<String> names = new ArrayList<>();
    for (JsonObject each : outputs) {
      if (Datatype.of(Fields.text("datatype", each.get("datatype"))).isPresent()) {
        names.add(Fields.text("name", each.get("name")));
      }
    }
    if (names.isEmpty() && !outputs.isEmpty()) {
      Fields.datatype(outputs.get(0));
    }
    return names;
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
    try {
      return together(given) ? answer(points, given) : oneByOne(points, given);
    } catch (IOException e) {
      throw calls.ended(path, e);
    }
  }

  /** Whether each array has the axes of one point, without that which counts points. */
  private boolean together(List<NamedArray> given) {
    List<Declared.Input> inputs = declared.inputs();
    boolean all = !inputs.isEmpty();
    for (int k = 0; all && k < inputs.size(); k++) {
      int axes = inputs.get(k).extents().length;
      all = inputs.get(k).countsPoints() && given.get(k).shape().rank() == axes;
    }
    return all;
  }

  private List<NamedArray> answer(int points, List<NamedArray> given) throws IOException {
    List<NamedArray> answer = infer(given);
    for (NamedArray each : answer) {
      int[] extents = each.shape().extents();
      if (extents.length == 0 || extents[0] != points) {
        throw Fields.wrong(
            "shape of " + each.name(), each.shape(), "led by the number of points, " + points);
      }
    }
    return answer;
  }

  private List<NamedArray> oneByOne(int points, List<NamedArray> given) throws IOException {
    List<List<NamedArray>> answers = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      int point = i;
      answers.add(infer(given.stream().map(each -> each.point(point)).toList()));
    }
    List<NamedArray> all = new ArrayList<>();
    for (int k = 0; k < answers.get(0).size(); k++) {
      NamedArray first = answers.get(0).get(k);
      int size = first.values().length;
      double[] values = new double[Math.multiplyExact(points, size)];
      for (int i = 0; i < points; i++) {
        List<NamedArray> answer = answers.get(i);
        NamedArray own = k < answer.size() ? answer.get(k) : first;
        if (answer.size() != answers.get(0).size() || !own.isLike(first)) {
          throw Fields.wrong("outputs", own.name() + " " + own.shape(), "alike for all points");
        }
        System.arraycopy(own.values(), 0, values, i * size, size);
      }
      Shape shape = first.shape();
      all.add(
          NamedArray.of(
              new NamedArray.Head(first.name(), first.datatype(), shape), points, values));
    }
    return all;
  }

  private List<NamedArray> infer(List<NamedArray> inputs) throws IOException {
    return InferenceBody.tensors(
        calls.post(path + "/infer", InferenceBody.question(inputs, outputs, binary)));
  }

  @Override
  public void close() {
    // A server goes on.
  }
}
