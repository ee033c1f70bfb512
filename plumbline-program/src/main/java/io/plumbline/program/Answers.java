package io.plumbline.program;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import io.plumbline.core.ForeignText;
import io.plumbline.core.function.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what a program answers: a line of JSON, and numbers behind it. Nothing that comes in is
 * believed.
 */
final class Answers {
  private static final int MOST_LINE = 1 << 20;

  private final InputStream in;

  Answers(InputStream in) {
    this.in = in;
  }

  /**
   * What the program serves.
   *
   * @param id of the question
   * @throws WrongAnswer if it is no answer to that
   * @throws EOFException if the program has ended
   */
  Declared declared(long id) throws IOException {
    JsonObject line = line(id);
    Set<ProgramOp> serves = EnumSet.noneOf(ProgramOp.class);
    for (JsonElement each : Fields.few("serves", line.get("serves"))) {
      String word = Fields.text("serves", each);
      serves.add(
          ProgramOp.of(word)
              .orElseThrow(() -> Fields.wrong("serves", word, "of " + ProgramOp.words())));
    }
    if (!serves.contains(ProgramOp.VALUE)) {
      throw Fields.wrong("serves", line.get("serves"), "with value among them");
    }
    List<Declared.Input> inputs = new ArrayList<>();
    if (line.has("inputs")) {
      for (JsonElement each : Fields.few("inputs", line.get("inputs"))) {
        JsonObject input = Fields.object("input", each);
        inputs.add(
            new Declared.Input(
                Fields.text("name", input.get("name")),
                Fields.datatype(input),
                Fields.extents(input, Declared.ANY),
                false));
      }
    }
    return new Declared(serves, inputs);
  }

  /**
   * The tensors of an answer.
   *
   * @param id of the question
   * @param points how many it was asked at
   * @throws Refusal if the program says that there is none
   * @throws WrongAnswer if it is no answer to that
   * @throws EOFException if the program has ended
   */
  List<NamedArray> tensors(long id, int points) throws IOException {
    JsonObject line = line(id);
    long bytes = 0;
    List<NamedArray> tensors = new ArrayList<>();
    for (JsonElement each : Fields.few("outputs", line.get("outputs"))) {
      NamedArray tensor = tensor(Fields.object("output", each), points);
      bytes += tensor.bytes();
      if (bytes > Frame.MOST_BYTES) {
        throw Fields.wrong("bytes", bytes, "at most " + Frame.MOST_BYTES);
      }
      tensors.add(tensor);
    }
    for (NamedArray each : tensors) {
      read(each);
    }
    return tensors;
  }

  /** A tensor that waits for its numbers. */
  private static NamedArray tensor(JsonObject head, int points) throws WrongAnswer {
    int[] extents = Fields.extents(head, 1);
    if (extents.length == 0 || extents[0] != points) {
      throw Fields.wrong("shape", head.get("shape"), "led by the number of points, " + points);
    }
    Datatype datatype = Fields.datatype(head);
    double size = datatype.bytes();
    for (int extent : extents) {
      size *= extent;
    }
    JsonObject parameters = Fields.object("parameters", head.get("parameters"));
    long said = Fields.whole("binary_data_size", parameters.get("binary_data_size"));
    if (said != size || said > Frame.MOST_BYTES) {
      throw Fields.wrong(
          "binary_data_size",
          said,
          "that of the shape "
              + head.get("shape")
              + " in "
              + datatype
              + ", and not beyond "
              + Frame.MOST_BYTES);
    }
    return new NamedArray(
        Fields.text("name", head.get("name")),
        datatype,
        Shape.of(extents),
        new double[(int) said / datatype.bytes()]);
  }

  private void read(NamedArray tensor) throws IOException {
    byte[] bytes = in.readNBytes((int) tensor.bytes());
    if (bytes.length < tensor.bytes()) {
      throw new EOFException();
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < tensor.values().length; k++) {
      tensor.values()[k] = tensor.datatype().get(data);
    }
  }

  /** The next line, if it answers the question of this number. */
  private JsonObject line(long id) throws IOException {
    JsonObject line = Fields.parsed(text(), Strictness.STRICT);
    if (Fields.whole("id", line.get("id")) != id) {
      throw Fields.wrong("id", line.get("id"), "that of the question, " + id);
    }
    if (line.has("error")) {
      String said = Fields.text("error", line.get("error"));
      throw new Refusal(ForeignText.excerpt(ForeignText.spaced(said)));
    }
    return line;
  }

  private String text() throws IOException {
    byte[] bytes = new byte[1 << 8];
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (length == MOST_LINE) {
        throw Fields.wrong("line", "longer", "of at most " + MOST_LINE + " bytes");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) next;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
