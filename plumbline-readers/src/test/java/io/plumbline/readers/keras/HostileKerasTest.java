package io.plumbline.readers.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.plumbline.core.InvalidInputException;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that are damaged, or made to harm: each is one line that names what is wrong. */
class HostileKerasTest {
  private static final Path KERAS = Fixtures.path("keras");
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  @TempDir private Path folder;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  @BeforeEach
  void unpack() throws IOException {
    unpack("training_only.keras");
  }

  private void unpack(String model) throws IOException {
    try (ZipFile zip = new ZipFile(KERAS.resolve(model).toFile())) {
      for (String name : new String[] {CONFIG, WEIGHTS}) {
        try (InputStream stream = zip.getInputStream(zip.getEntry(name))) {
          entries.put(name, stream.readAllBytes());
        }
      }
    }
  }

  private Path pack() throws IOException {
    Path file = folder.resolve("m.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private void assertLine(String line) throws IOException {
    Path file = pack();
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  private void replace(String what, String by) {
    String config = new String(entries.get(CONFIG), StandardCharsets.UTF_8);
    assertThat(config).contains(what);
    entries.put(CONFIG, config.replace(what, by).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void wantsBothEntries() throws IOException {
    byte[] weights = entries.remove(WEIGHTS);
    assertLine("m.keras: must be a Keras 3 model, and its archive holds no model.weights.h5");
    entries.clear();
    entries.put(WEIGHTS, weights);
    assertLine("m.keras: must be a Keras 3 model, and its archive holds no config.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"class_name\": \"Flatten\"|\"class_name\": \"Frob\"|layer flatten (Frob): layer Frob is not"
            + " supported: export it with model.export(\"model.onnx\", format=\"onnx\")",
        "\"class_name\": \"Flatten\"|\"class_name\": \"Hashing\"|layer flatten (Hashing): layer Hashing"
            + " is not supported: a gradient is by numbers, not by ids or words. Cut the model"
            + " behind it, or export it with model.export(\"model.onnx\", format=\"onnx\")",
        "\"class_name\": \"Flatten\"|\"class_name\": \"Lambda\"|layer flatten (Lambda): layer Lambda is"
            + " not supported: its code is not in the file. Write it as a layer of Keras, or export"
            + " it with model.export(\"model.onnx\", format=\"onnx\")",
        "\"units\": 2|\"units\": 3|weight dense/kernel: shape [24, 2] must be [24, 3]",
        "\"units\": 2|\"units\": 2.5|layer dense (Dense): units (2.5) must be a whole number",
        "\"units\": 2|\"units\": \"2\"|layer dense (Dense): units (\"2\") must be a finite number",
        "\"activation\": \"sigmoid\"|\"activation\": \"frob\"|layer dense (Dense): activation"
            + " (frob) is not supported",
        "\"activation\": \"sigmoid\"|\"activation\": \"sparsemax\"|layer dense (Dense): activation"
            + " (sparsemax) is not supported",
        "[null, 3, 4, 2]|[null, 3, null, 2]|model training_only: input shape ([null,3,null,2])"
            + " must have known extents, which the array given to --input says",
        "[null, 3, 4, 2]|[null, 30000, 40000, 2]|model training_only: input shape (1, 30000,"
            + " 40000, 2) must have at most 33554432 elements",
        "\"rate\": 0.4|\"rate\": 1.0|layer dropout (Dropout): rate (1.0) must be from 0 to below 1",
        "\"name\": \"flatten\"|\"name\": \"dense\"|model training_only: layer dense must be there"
            + " once",
        "\"class_name\": \"Sequential\"|\"class_name\": \"MyModel\"|model class (MyModel) must be"
            + " Sequential or Functional",
        "\"module\": \"keras.layers\", \"class_name\": \"Dense\"|\"module\": \"mine\","
            + " \"class_name\": \"Dense\"|layer dense (Dense): classes of module mine are not"
            + " supported"
      })
  void namesTheLayerAndTheReason(String what, String by, String line) throws IOException {
    replace(what, by);
    assertLine("m.keras: " + line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"use_gate\": false|\"use_gate\": [1, 2]|use_gate ([1,2]) must be true or false",
        "\"use_gate\": false|\"use_gate\": true|use_gate is not supported",
        "\"sliding_window\": null|\"sliding_window\": [1, 2]|sliding_window is not supported",
        "\"sliding_window\": null|\"sliding_window\": 3|sliding_window is not supported",
      })
  void knowsWhatAttentionIsNotRead(String what, String by, String line) throws IOException {
    unpack("attention.keras");
    replace(what, by);
    Path file = pack();
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("layer multi_head_attention (MultiHeadAttention): " + line);
  }

  @Test
  void boundsNesting() throws IOException {
    entries.put(CONFIG, "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
    assertLine("m.keras: config.json must be JSON nested at most 128 deep");
    entries.put(CONFIG, "{\"class_name\": ".getBytes(StandardCharsets.UTF_8));
    assertLine("m.keras: config.json must be JSON nested at most 128 deep");
  }

  @Test
  void boundsWhatEntriesUnpackTo() throws IOException {
    entries.put(WEIGHTS, new byte[100_000_000]);
    Path file = pack();
    assertThat(Files.size(file)).isLessThan(1_000_000);
    assertThatThrownBy(() -> Models.read(file))
        .hasMessageMatching("m.keras: entry model.weights.h5 must unpack to at most \\d+ bytes");
    entries.put(WEIGHTS, new byte[10]);
    entries.put(CONFIG, new byte[1 << 25]);
    assertLine("m.keras: entry config.json must unpack to at most 16777216 bytes");
  }

  /** Two gzip filters in a row: 14 kB that unpack to 4 GB. */
  @Test
  void boundsWhatWeightsUnpackTo() {
    assertThatThrownBy(() -> Models.read(Fixtures.path("hostile/memory-deflate/h5_deflate2.keras")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(": chunk must unpack to at most 33554432 bytes");
  }

  @Test
  void saysWhichWeightsCannotBeRead() throws IOException {
    assertThatThrownBy(() -> Models.read(KERAS.resolve("weights_bfloat16.keras")))
        .hasMessageMatching(
            "weights_bfloat16.keras: weight dense(_\\d)?/kernel: model.weights.h5 must be an"
                + " undamaged HDF5 file of float16, float32 or float64");
    entries.put(WEIGHTS, new byte[1000]);
    assertLine(
        "m.keras: weight model.weights.h5: model.weights.h5 must be an undamaged HDF5 file of"
            + " float16, float32 or float64");
  }

  @Test
  void namesAWeightThatIsNotFinite() throws IOException {
    byte[] weights = entries.get(WEIGHTS);
    byte[] kernel = kernel();
    int at = indexOf(weights, kernel);
    Arrays.fill(weights, at + 8, at + 12, (byte) 0xff);
    assertLine("m.keras: weight dense/kernel: element 2 (NaN) must be finite");
  }

  /** The bytes of the dense layer's kernel, to find it in the file. */
  private byte[] kernel() throws IOException {
    double[] values = Models.read(pack()).parameters().get(0).tensor().values();
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }

  @Test
  void survivesFlippedBytesInTheWeights() throws IOException {
    byte[] whole = entries.get(WEIGHTS);
    Random random = new Random(23);
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] bytes =
          Arrays.copyOf(whole, trial % 4 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int flip = 0; flip < 4 && bytes.length > 0; flip++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      entries.put(WEIGHTS, bytes);
      refused += refuses(pack());
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void survivesATruncatedOrFlippedArchive() throws IOException {
    byte[] whole = Files.readAllBytes(pack());
    Random random = new Random(29);
    int refused = 0;
    for (int trial = 0; trial < 200; trial++) {
      byte[] bytes =
          Arrays.copyOf(whole, trial % 2 == 0 ? 4 + random.nextInt(whole.length) : whole.length);
      for (int flip = 0; flip < 3; flip++) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
      }
      refused += refuses(Files.write(folder.resolve("m.keras"), bytes));
    }
    assertThat(refused).isGreaterThan(100);
  }

  private static int refuses(Path file) {
    try {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Models.read(file));
      return 0;
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).doesNotContain("\n").contains("m.keras");
      return 1;
    }
  }

  /** Each layer waits for the next of the file, and a joining one, which stands first, for all. */
  @Test
  void layersFromTheLastToTheFirst() throws IOException {
    int count = 20_000;
    StringBuilder layers = new StringBuilder();
    StringBuilder all = new StringBuilder();
    for (int k = count - 1; k >= 0; k--) {
      layers.append(',').append(layer("ReLU", "r" + k, tensor(k == 0 ? "x" : "r" + (k - 1))));
      all.append(all.isEmpty() ? "" : ",").append(tensor("r" + k));
    }
    String config =
        "{'module':'keras','class_name':'Functional','config':{'name':'m','layers':["
            + layer("Add", "sum", "[" + all + "]")
            + layers
            + ",{'module':'keras.layers','class_name':'InputLayer','name':'x','config':{'name':'x',"
            + "'batch_shape':[null,6]},'inbound_nodes':[]}],'input_layers':[['x',0,0]],"
            + "'output_layers':[['sum',0,0]]}}";
    entries.put(CONFIG, config.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Path file = pack();
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    assertThat(Models.read(file).nodes()).hasSize(2 * count - 1);
    assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
        .isLessThan(10_000_000_000L);
  }

  private static String tensor(String layer) {
    return "{'class_name':'__keras_tensor__','config':{'keras_history':['" + layer + "',0,0]}}";
  }

  private static String layer(String type, String name, String inputs) {
    return String.format(
        "{'module':'keras.layers','class_name':'%s','config':{'name':'%s'},'name':'%s',"
            + "'inbound_nodes':[{'args':[%s],'kwargs':{}}]}",
        type, name, name, inputs);
  }

  @Test
  void cyclesEnd() throws IOException {
    try (ZipFile zip = new ZipFile(KERAS.resolve("merging.keras").toFile())) {
      for (String name : new String[] {CONFIG, WEIGHTS}) {
        try (InputStream stream = zip.getInputStream(zip.getEntry(name))) {
          entries.put(name, stream.readAllBytes());
        }
      }
    }
    replace("\"keras_history\": [\"input_layer\", 0, 0]", "\"keras_history\": [\"second\", 0, 0]");
    assertLine(
        "m.keras: model merging: output [\"concatenate\",0,0] must be given by a layer; the calls"
            + " form a cycle or one is missing");
  }
}
