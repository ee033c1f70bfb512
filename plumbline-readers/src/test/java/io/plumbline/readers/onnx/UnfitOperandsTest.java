package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.readers.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operands and attributes that do not fit their operator: each line names both and the values. */
class UnfitOperandsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1x4x5|s={4,4} b={2,2}|y = Col2Im(x, s, b) strides=[1]|Col2Im: strides ([1]) must be 2"
            + " numbers from 1 to 33554432",
        "1x4x5|s={4,4} b={2,2}|y = Col2Im(x, s, b) strides=[1,0]|Col2Im: strides ([1, 0]) must be 2"
            + " numbers from 1 to 33554432",
        "1x4x5|s={4,4} b={2,2}|y = Col2Im(x, s, b) pads=[0,0,-1,0]|Col2Im: pads ([0, 0, -1, 0])"
            + " must be 4 numbers from 0 to 33554432",
        "1x4x5|s={4,4} b={2,2,2}|y = Col2Im(x, s, b)|Col2Im: block_shape (2, 2, 2) must be 2"
            + " numbers of at least 1",
        "1x4x5|s={4,4} b={9,9}|y = Col2Im(x, s, b)|Col2Im: input (1, 4, 5) must hold windows of (9,"
            + " 9) of an image (4, 4)",
        "1x4x2x2||y = DepthToSpace(x) blocksize=65536|DepthToSpace: blocksize (65536) must be from 1"
            + " to 4096",
        "1x4x2||y = SpaceToDepth(x) blocksize=2|SpaceToDepth: input (1, 4, 2) must have 4 axes",
        "1x1x2x2|i:1x1x2x3|y = MaxUnpool(x, i) kernel_shape=[2,2]|MaxUnpool: indices (1, 1, 2, 3)"
            + " must have the shape of the input, (1, 1, 2, 2)",
        "1x1|i:1x1|y = MaxUnpool(x, i) kernel_shape=[2]|MaxUnpool: input (1, 1) must have 3 axes or"
            + " more, and kernel_shape must be given",
        "1x1x2|i:1x1x2|y = MaxUnpool(x, i) kernel_shape=[2,2]|MaxUnpool: kernel_shape ([2, 2]) must"
            + " be 1 number from 1 to 33554432",
        "1x1x1|i={7} r={1,1,1}|j = Reshape(i, r); y = MaxUnpool(x, j) kernel_shape=[2]|MaxUnpool:"
            + " index (7) must be from -2 to 2",
        "1x1x1|i={1} r={1,1,1} o={1,1}|j = Reshape(i, r); y = MaxUnpool(x, j, o) kernel_shape=[2]"
            + "|MaxUnpool: output_shape (1, 1) must have the axes of (1, 1, 1)",
        "1x1x1|i={1} r={1,1,1}|j = Reshape(i, r); y = MaxUnpool(x, j, r) kernel_shape=[2]|MaxUnpool:"
            + " index (1) must lie within output_shape (1, 1, 1)",
        "1x4x3|u:1x5x3|y = TensorScatter(x, u) axis=1|TensorScatter: update (1, 5, 3) must fit into"
            + " (1, 4, 3) along axis 1",
        "1x4x3|u:1x1x3 w={-1}|y = TensorScatter(x, u, w) axis=1|TensorScatter: write_indices ([-1])"
            + " must be 1 from 0 to 4",
        "1x4x3|u:1x1x3 w={0,0}|y = TensorScatter(x, u, w) axis=1|TensorScatter: write_indices ([0,"
            + " 0]) must be 1 from 0 to 4",
        "1x4|U:2 k={1}|v, i = TopK(x, k); y = ScatterElements(x, i, U) axis=1|ScatterElements:"
            + " updates (2,) must have the shape of indices (1, 1)",
        "1|S:1 B:1|y = InstanceNormalization(x, S, B)|InstanceNormalization: input (1,) must have 2"
            + " axes or more",
        "1x2x3|p={0,0,2147483647,0,0,2147483647}|y = Pad(x, p) mode=wrap|Pad: shape (1, 2,"
            + " 2147483647) must have at most 33554432 elements",
        "1x3x2|W:1x8x2 R:1x8x2 l={1,1}|y = LSTM(x, W, R, _, l) hidden_size=2|LSTM: sequence_lens (2)"
            + " must be 3",
        "1x2x4|w:0x2x3|y = Conv(x, w)|Conv: channels out (0) must be at least 1",
        "1x2x4|w:4x0|y = MatMul(x, w)|MatMul: weight (4, 0) must have a column",
        "1x2x4|o={0} e={0} a={2}|z = Slice(x, o, e, a); y = MaxPool(z) kernel_shape=[1]|MaxPool:"
            + " input (1, 2, 0) must have an element",
        "1x2x4|o={0} e={0} a={2}|z = Slice(x, o, e, a); y = ReduceMax(z) axes=[1]|ReduceMax: input"
            + " (1, 2, 0) must have an element",
        "1x2x4|o={0} e={0} a={2}|z = Slice(x, o, e, a); y = Pad(z, _) mode=wrap pads=[0,0,1,0,0,1]"
            + "|Pad: input (1, 2, 0) must have an element to wrap around",
        "1x2x4|o={0} e={0} a={2} h={1,2,4}|z = Slice(x, o, e, a); y = Resize(z, _, _, h) keep_aspect_ratio_policy=stretch|Resize:"
            + " input (1, 2, 0) must have an element",
        "1x2x4|o={0} e={0} a={2} S:2 B:2|z = Slice(x, o, e, a); y = GroupNormalization(z, S, B)"
            + " num_groups=2|GroupNormalization: input (1, 2, 0) must have an element",
        "1x2x4x3|o={0} e={0} a={2} G:1x1x1x2|z = Slice(x, o, e, a); y = GridSample(z, G)|GridSample:"
            + " input (1, 2, 0, 3) must have an element"
      })
  void theLineNamesWhatDoesNotFit(String shape, String constants, String nodes, String line)
      throws IOException {
    int[] input = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    byte[] model = TextModel.of(21, input, constants == null ? "" : constants, nodes).toByteArray();
    Path file = Files.write(folder.resolve("m.onnx"), model);
    String type = line.substring(0, line.indexOf(": "));
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "m.onnx: node " + type + "_0 (" + type + "): " + line.substring(type.length() + 2));
  }
}
