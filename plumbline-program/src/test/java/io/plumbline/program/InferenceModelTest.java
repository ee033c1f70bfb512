package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions as Triton's client writes them, and answers as MLServer gave them. */
class InferenceModelTest {
  private static final String MODEL = "/v2/models/energy";
  private static final String INFER = MODEL + "/infer";
  private static final String LENGTH = "Inference-Header-Content-Length";

  private static final String METADATA =
      "{\"name\":\"energy\",\"versions\":[],\"platform\":\"\",\"inputs\":[{\"name\":\"x\",\"datatype\":"
          + "\"FP64\",\"shape\":[-1,3]}],\"outputs\":[{\"name\":\"energy\",\"datatype\":\"FP64\",\"shape\":"
          + "[-1,1]},{\"name\":\"twice\",\"datatype\":\"FP64\",\"shape\":[-1,3]},{\"name\":\"word\","
          + "\"datatype\":\"BYTES\",\"shape\":[-1]}],\"parameters\":{}}";

  private final Map<String, byte[]> answers = new HashMap<>();
  private final Map<String, Integer> lengths = new HashMap<>();
  private final List<byte[]> questions = new ArrayList<>();
  private final List<String> questionLengths = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    answer("/v2", "{\"name\":\"mlserver\",\"version\":\"1.7.1\",\"extensions\":[]}");
    answer(MODEL, METADATA);
    answer(
        INFER,
        "{\"model_name\":\"energy\",\"id\":\"103c\",\"parameters\":{},\"outputs\":[{\"name\":\"energy\","
            + "\"shape\":[1,1],\"datatype\":\"FP64\",\"parameters\":{\"content_type\":\"np\"},\"data\":[14.0]},"
            + "{\"name\":\"twice\",\"shape\":[1,3],\"datatype\":\"FP64\",\"parameters\":"
            + "{\"content_type\":\"np\"},\"data\":[2.0,4.0,6.0]}]}");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] question = exchange.getRequestBody().readAllBytes();
          String path = exchange.getRequestURI().getPath();
          if (path.endsWith("/infer")) {
            questions.add(question);
            questionLengths.add(exchange.getRequestHeaders().getFirst(LENGTH));
            assertThat(exchange.getRequestHeaders()).containsKey("Content-length");
          }
          byte[] answer = answers.get(path);
          if (lengths.containsKey(path)) {
            exchange.getResponseHeaders().set(LENGTH, lengths.get(path).toString());
          }
          exchange.sendResponseHeaders(answer == null ? 404 : 200, answer == null ? -1 : 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer == null ? new byte[0] : answer);
          }
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private void answer(String path, String json) {
    answers.put(path, json.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON, and numbers behind it. */
  private void answer(String path, String json, String digits) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    body.writeBytes(head);
    body.writeBytes(HexFormat.of().parseHex(digits));
    answers.put(path, body.toByteArray());
    lengths.put(path, head.length);
  }

  private ProgramFunction start(Inputs at, String fragment) {
    return ProgramFunction.start(
        "http://localhost:" + server.getAddress().getPort() + fragment,
        at,
        ProgramFunction.SILENCE,
        new CancellationToken());
  }

  private ProgramFunction start() {
    return start(Inputs.of(1, 2, 3), "#energy");
  }

  private String lastQuestion() {
    return new String(questions.get(questions.size() - 1), StandardCharsets.UTF_8);
  }

  @Test
  void answersOfMlServerAreRead() {
    try (ProgramFunction function = start()) {
      assertThat(function.serves()).containsExactly(ProgramOp.VALUE);
      assertThat(function.outputs()).isEqualTo(Shape.of(4));
      assertThat(function.evaluate(new double[] {1, 2, 3})).containsExactly(14, 2, 4, 6);
      assertThat(lastQuestion())
          .isEqualTo(
              "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP64\",\"data\":[1.0,2.0,3.0]}],"
                  + "\"outputs\":[{\"name\":\"energy\"},{\"name\":\"twice\"}]}");
      answer(
          INFER,
          "{\"model_name\":\"energy\",\"outputs\":[{\"name\":\"energy\",\"shape\":[2,1],\"datatype\":"
              + "\"FP64\",\"parameters\":{\"content_type\":\"np\"},\"data\":[14.0,null]},{\"name\":"
              + "\"twice\",\"shape\":[2,3],\"datatype\":\"FP64\",\"data\":[[2.0,4.0,NaN],[8,10,1e3]]}]}");
      double[] values = new double[8];
      function.evaluate(new double[] {1, 2, 3, 4, 5, 6.5}, 2, values);
      assertThat(values).containsExactly(14, 2, 4, Double.NaN, Double.NaN, 8, 10, 1000);
      assertThat(lastQuestion()).contains("\"shape\":[2,3]", "[1.0,2.0,3.0,4.0,5.0,6.5]");
    }
  }

  @Test
  void numbersStandBehindTheJsonWhereTheServerKnowsThat() {
    answer(
        "/v2", "{\"name\":\"triton\",\"extensions\":[\"classification\",\"binary_tensor_data\"]}");
    answer(
        INFER,
        "{\"outputs\":[{\"name\":\"twice\",\"datatype\":\"FP64\",\"shape\":[1,3],\"parameters\":"
            + "{\"binary_data_size\":24}},{\"name\":\"energy\",\"datatype\":\"FP64\",\"shape\":[1,1],"
            + "\"parameters\":{\"binary_data_size\":8}}]}",
        "0000000000000040" + "0000000000001040" + "000000000000f87f" + "0000000000002c40");
    try (ProgramFunction function = start()) {
      assertThat(function.evaluate(new double[] {1, 2, 3})).containsExactly(2, 4, Double.NaN, 14);
    }
    // Written by tritonclient 2.73.
    String head =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP64\",\"parameters\":"
            + "{\"binary_data_size\":24}}],\"outputs\":[{\"name\":\"energy\",\"parameters\":"
            + "{\"binary_data\":true}},{\"name\":\"twice\",\"parameters\":{\"binary_data\":true}}]}";
    assertThat(lastQuestion()).startsWith(head);
    byte[] question = questions.get(questions.size() - 1);
    assertThat(HexFormat.of().formatHex(question, head.length(), question.length))
        .isEqualTo("000000000000f03f" + "0000000000000040" + "0000000000000840");
    assertThat(questionLengths).containsOnly(String.valueOf(head.length()));
  }

  @ParameterizedTest
  @CsvSource({"FP16, FLOAT16, 003c00c0, 1.5, 003e", "BF16, BFLOAT16, 803f00c0, 1.5, c03f"})
  void halfPrecisionIsExact(
      String datatype, Precision precision, String sent, double value, String received) {
    answer("/v2", "{\"extensions\":[\"binary_tensor_data\"]}");
    answer(
        MODEL,
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\""
            + datatype
            + "\",\"shape\":[2]}],\"outputs\":[]}");
    answer(
        INFER,
        "{\"outputs\":[{\"name\":\"y\",\"datatype\":\""
            + datatype
            + "\",\"shape\":[1],\"parameters\":{\"binary_data_size\":2}}]}",
        received);
    try (ProgramFunction function = start(Inputs.of(1, -2), "#energy")) {
      assertThat(function.precision()).isEqualTo(precision);
      assertThat(function.evaluate(new double[] {1, -2})).containsExactly(value);
      byte[] question = questions.get(0);
      assertThat(HexFormat.of().formatHex(question)).endsWith(sent);
    }
  }

  @Test
  void anArrayWithAllAxesIsOnePoint() {
    try (ProgramFunction function = start(Inputs.of("x", Shape.of(1, 3), 1, 2, 3), "#energy")) {
      function.evaluate(new double[6], 2, new double[8]);
    }
    assertThat(questions).hasSize(3);
    assertThat(lastQuestion()).contains("\"shape\":[1,3]");
  }

  @Test
  void aVersionIsNamedToo() {
    answers.put(MODEL + "/versions/2", answers.get(MODEL));
    answers.put(MODEL + "/versions/2/infer", answers.get(INFER));
    answers.remove(MODEL);
    start(Inputs.of(1, 2, 3), "#energy/versions/2").close();
    assertThat(questions).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v2 | hello | "hello" must be one JSON object
          /v2/models/energy | {"inputs":[{"name":"t","datatype":"BYTES","shape":[1]}]} | datatype (BYTES) must be FP64, FP32, FP16 or BF16
          /v2/models/energy | {"inputs":[{"name":"x","datatype":"FP64","shape":[-2]}]} | extent (-2) must be positive
          /v2/models/energy | {"inputs":{},"outputs":[]} | inputs ({}) must be a list
          /v2/models/energy | {"outputs":[{"name":"word","datatype":"BYTES"}]} | datatype (BYTES) must be FP64
          /v2/models/energy/infer | {"outputs":[]} | outputs (none) must be one at least
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"BYTES","shape":[1],"data":["a"]}]} | datatype (BYTES) must be
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"FP64","shape":[1,2],"data":[1]}]} | data (1 numbers) must be as many as the shape has
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"FP64","shape":[1],"data":["a"]}]} | number ("a") must be a number
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"FP64","shape":[2],"data":[1,2]}]} | shape of y ((2,)) must be led by the number of points, 1
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"FP64","shape":[268435456,268435456,268435456],"data":[]}]} | data (0 numbers) must be
          /v2/models/energy/infer | {"outputs":[{"name":"y","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}}]} | binary_data_size (8) must be that of the shape in FP64, at most 0
          /v2/models/energy/infer | {"error":"no \\u001b[31msolution"} | no [31msolution
          """)
  void whatMakesNoSenseIsOneLine(String path, String answer, String line) {
    answer(path, answer);
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(line)
        .message()
        .hasLineCount(1)
        .hasSizeLessThan(400);
  }

  @Test
  void lengthsAreHeldToTheBody() {
    String json =
        "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}]}";
    answer(INFER, json, "00");
    assertThatThrownBy(this::start).hasMessageContaining("bytes (1 more) must be those of the");
    lengths.put(INFER, json.length() + 2);
    assertThatThrownBy(this::start).hasMessageContaining(LENGTH + " (" + (json.length() + 2));
    lengths.put(INFER, -1);
    assertThatThrownBy(this::start).hasMessageContaining(LENGTH + " (-1) must be at most");
    answer(INFER, "[".repeat(100_000));
    lengths.remove(INFER);
    assertThatThrownBy(this::start).isInstanceOf(ProgramEnded.class).hasMessageContaining("[[[[…");
  }

  @Test
  void aServerThatSpeaksNeitherIsOneLine() {
    answers.clear();
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "must speak UM-Bridge, at /Info, or the Open Inference Protocol, at /v2");
    answer("/v2", "{}");
    assertThatThrownBy(() -> start(Inputs.of(1), ""))
        .hasMessageContaining("model (not said) must be named behind the address");
    assertThatThrownBy(() -> start(Inputs.of(1), "#a/../b"))
        .hasMessageContaining("model (a/../b) must be named behind the address");
  }
}
