package io.plumbline.program;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.function.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Questions and answers of the Open Inference Protocol: numbers in JSON, or behind it where the
 * server knows the extension for binary tensor data. Nothing that comes in is believed.
 */
final class InferenceBody {
  private static final String SIZE = "binary_data_size";

  private InferenceBody() {}

  /**
   * A question.
   *
   * @param inputs with the shapes that they are sent in
   * @param outputs what is wanted; all where none is named
   * @param binary whether numbers stand behind the JSON, those of the answer too
   */
  static HttpCalls.Body question(List<NamedArray> inputs, List<String> outputs, boolean binary) {
    long bytes = binary ? inputs.stream().mapToLong(NamedArray::bytes).sum() : 0;
    ByteBuffer behind = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    JsonArray sent = new JsonArray();
    for (NamedArray each : inputs) {
      JsonObject tensor = named(each.name());
      JsonArray shape = new JsonArray();
      Arrays.stream(each.shape().extents()).forEach(shape::add);
      tensor.add("shape", shape);
      tensor.addProperty("datatype", each.datatype().name());
      if (binary) {
        parameter(tensor, SIZE, new JsonPrimitive(each.bytes()));
        each.put(behind);
      } else {
        tensor.add("data", Fields.list(each.values()));
      }
      sent.add(tensor);
    }
    JsonObject question = new JsonObject();
    question.add("inputs", sent);
    if (!outputs.isEmpty()) {
      JsonArray wanted = new JsonArray();
      for (String each : outputs) {
        JsonObject output = named(each);
        if (binary) {
          parameter(output, "binary_data", new JsonPrimitive(true));
        }
        wanted.add(output);
      }
      question.add("outputs", wanted);
    }
    return new HttpCalls.Body(question, behind.array());
  }

  private static JsonObject named(String name) {
    JsonObject tensor = new JsonObject();
    tensor.addProperty("name", name);
    return tensor;
  }

  private static void parameter(JsonObject tensor, String name, JsonPrimitive value) {
    JsonObject parameters = new JsonObject();
    parameters.add(name, value);
    tensor.add("parameters", parameters);
  }

  /**
   * The tensors of an answer, with the shapes that they have there.
   *
   * @throws WrongAnswer if it makes no sense, or has what are no floating-point numbers
   */
  static List<NamedArray> tensors(HttpCalls.Body answer) throws WrongAnswer {
    ByteBuffer behind = ByteBuffer.wrap(answer.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    List<NamedArray> tensors = new ArrayList<>();
    for (JsonElement each : Fields.few("outputs", answer.json().get("outputs"))) {
      tensors.add(tensor(Fields.object("output", each), behind));
    }
    if (behind.hasRemaining()) {
      throw Fields.wrong("bytes", behind.remaining() + " more", "those of the outputs");
    }
    return tensors;
  }

  private static NamedArray tensor(JsonObject output, ByteBuffer behind) throws WrongAnswer {
    Datatype datatype = Fields.datatype(output);
    int[] extents = Fields.extents(output, 1);
    double size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    JsonElement parameters = output.get("parameters");
    JsonElement said =
        parameters != null && parameters.isJsonObject()
            ? parameters.getAsJsonObject().get(SIZE)
            : null;
    double[] values =
        said == null
            ? listed(Fields.array("data", output.get("data")), size)
            : behind(Fields.whole(SIZE, said), size, datatype, behind);
    return new NamedArray(
        Fields.text("name", output.get("name")), datatype, Shape.of(extents), values);
  }

  private static double[] behind(long bytes, double size, Datatype datatype, ByteBuffer behind)
      throws WrongAnswer {
    if (bytes != size * datatype.bytes() || bytes > behind.remaining()) {
      throw Fields.wrong(
          SIZE, bytes, "that of the shape in " + datatype + ", at most " + behind.remaining());
    }
    double[] values = new double[(int) size];
    for (int k = 0; k < values.length; k++) {
      values[k] = datatype.get(behind);
    }
    return values;
  }

  /** Flat, or nested as the axes are: in the same order. */
  private static double[] listed(JsonArray data, double size) throws WrongAnswer {
    List<JsonElement> flat = new ArrayList<>();
    flatten(data, flat);
    if (flat.size() != size) {
      throw Fields.wrong("data", flat.size() + " numbers", "as many as the shape has");
    }
    double[] values = new double[flat.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = Fields.number(flat.get(k));
    }
    return values;
  }

  /** The parser takes no deep nesting. */
  private static void flatten(JsonArray from, List<JsonElement> to) {
    for (JsonElement each : from) {
      if (each.isJsonArray()) {
        flatten(each.getAsJsonArray(), to);
      } else {
        to.add(each);
      }
    }
  }
}
