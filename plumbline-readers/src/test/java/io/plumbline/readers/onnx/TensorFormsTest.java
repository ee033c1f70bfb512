package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.plumbline.readers.Models;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which a tensor's numbers are kept, in the model and beside it. */
class TensorFormsTest {
  private static final double[] NUMBERS = {1.5, -0.25, 3, -2};

  @TempDir private Path folder;

  private double[] weights(TensorProto.Builder tensor) throws IOException {
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = MatMul(x, W)");
    graph.addInitializer(tensor.setName("W").addDims(4).addDims(1));
    ModelProto model = TextModel.model(13, graph);
    Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());
    return Models.read(file).parameters().get(0).tensor().values();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer floats() {
    ByteBuffer bytes = buffer(16);
    for (double number : NUMBERS) {
      bytes.putFloat((float) number);
    }
    return bytes.flip();
  }

  @Test
  void readsRawFloatsOfEveryWidth() throws IOException {
    ByteBuffer doubles = buffer(32);
    ByteBuffer brains = buffer(8);
    for (double number : NUMBERS) {
      doubles.putDouble(number);
      brains.putShort((short) (Float.floatToIntBits((float) number) >> 16));
    }
    assertThat(
            weights(
                TensorProto.newBuilder()
                    .setDataType(DataType.FLOAT_VALUE)
                    .setRawData(ByteString.copyFrom(floats()))))
        .containsExactly(NUMBERS);
    assertThat(
            weights(
                TensorProto.newBuilder()
                    .setDataType(DataType.DOUBLE_VALUE)
                    .setRawData(ByteString.copyFrom(doubles.flip()))))
        .containsExactly(NUMBERS);
    assertThat(
            weights(
                TensorProto.newBuilder()
                    .setDataType(DataType.BFLOAT16_VALUE)
                    .setRawData(ByteString.copyFrom(brains.flip()))))
        .containsExactly(NUMBERS);
  }

  @Test
  void readsHalvesFromTypedFields() throws IOException {
    TensorProto.Builder half = TensorProto.newBuilder().setDataType(DataType.FLOAT16_VALUE);
    // 1.5, -0.25, the smallest subnormal, the largest number.
    half.addInt32Data(0x3e00).addInt32Data(0xb400).addInt32Data(0x0001).addInt32Data(0x7bff);
    assertThat(weights(half)).containsExactly(1.5, -0.25, 0x1p-24, 65504);
    TensorProto.Builder doubles = TensorProto.newBuilder().setDataType(DataType.DOUBLE_VALUE);
    for (double number : NUMBERS) {
      doubles.addDoubleData(number);
    }
    assertThat(weights(doubles)).containsExactly(NUMBERS);
  }

  private static TensorProto.Builder external(String location, long offset, long length) {
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT_VALUE)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(length)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void readsFilesBesideTheModel() throws IOException {
    byte[] data = new byte[20];
    floats().get(data, 4, 16);
    Files.write(folder.resolve("w.bin"), data);
    assertThat(weights(external("w.bin", 4, 16))).containsExactly(NUMBERS);
    assertThat(weights(external("./w.bin", 4, 16))).containsExactly(NUMBERS);
  }

  @Test
  void opensNoFileOutsideTheModelsFolder(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.write(elsewhere.resolve("secret.bin"), new byte[64]);
    assertLine(
        external(secret.toString(), 0, 16),
        "external location (" + secret + ") must be inside the model's folder");
    String up = folder.relativize(secret).toString();
    assertLine(
        external(up, 0, 16), "external location (" + up + ") must be inside the model's folder");
    Files.createSymbolicLink(folder.resolve("link.bin"), secret);
    assertLine(
        external("link.bin", 0, 16),
        "external location (link.bin) must be a file inside the model's folder");
    assertLine(external("none.bin", 0, 16), "external data (none.bin) must be readable");
    assertLine(
        external(".", 0, 16), "external location (.) must be a file inside the model's folder");
  }

  @Test
  void staysWithinTheFile() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[20]);
    assertLine(
        external("w.bin", 8, 16), "external data (8 + 16) must lie within the 20 bytes of w.bin");
    assertLine(
        external("w.bin", Long.MAX_VALUE, 16),
        "external data (9223372036854775807 + 16) must lie within the 20 bytes of w.bin");
    assertLine(external("w.bin", -4, 16), "external offset (-4) must be a number of bytes");
    assertLine(external("w.bin", 0, 12), "external length (12) must be 16 bytes");
  }

  private void assertLine(TensorProto.Builder tensor, String line) {
    assertThatThrownBy(() -> weights(tensor)).hasMessage("m.onnx: tensor W: " + line);
  }
}
