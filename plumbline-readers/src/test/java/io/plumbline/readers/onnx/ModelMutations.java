package io.plumbline.readers.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.plumbline.testing.generated.Mutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes that leave a model a model: a message somewhere in it gets another number, name, order or
 * copy, so that what is wrong shows in what reads the graph and not in what parses the file.
 */
final class ModelMutations {
  private static final String[] NAMES = {
    "",
    "x",
    "y",
    "axis",
    "axes",
    "perm",
    "pads",
    "strides",
    "kernel_shape",
    "Transpose",
    "Reshape",
    "Conv",
    "MaxPool",
    "Gemm",
    "MatMul",
    "Softmax",
    "Concat",
    "Slice",
    "Gather",
    "Pad",
    "Expand",
    "ReduceSum",
    "BatchNormalization",
    "LayerNormalization",
    "Resize",
    "Squeeze",
    "Unsqueeze",
    "Flatten",
    "Einsum",
    "LSTM",
    "GRU",
    "Loop",
    "Scan",
    "If",
    "Split",
    "Tile",
    "CumSum",
    "TopK",
    "OneHot",
    "Range",
    "ConstantOfShape",
    "DepthToSpace",
    "ScatterND",
    "GatherND",
    "Attention",
    "ConvTranspose",
    "AveragePool",
    "LRN",
    "InstanceNormalization",
    "Where",
    "Equal",
    "Shape",
    "GridSample",
    "Trilu",
    "NonZero",
    "MaxUnpool",
    "DFT",
    "LpPool",
    "EyeLike",
    "Compress"
  };

  private final Random random;
  private final Mutations edges;

  ModelMutations(Random random) {
    this.random = random;
    this.edges = new Mutations(random);
  }

  Message of(Message model) {
    Message changed = model;
    for (int k = random.nextInt(3); k >= 0; k--) {
      changed = once(changed);
    }
    return changed;
  }

  /** Goes down by chance, and changes a field where it stops. */
  private Message once(Message message) {
    List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
    Message.Builder builder = message.toBuilder();
    if (fields.isEmpty() || random.nextInt(12) == 0) {
      List<FieldDescriptor> all = message.getDescriptorForType().getFields();
      add(builder, all.get(random.nextInt(all.size())));
      return builder.buildPartial();
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    if (!field.isRepeated()) {
      builder.setField(field, changed(field, message.getField(field)));
      return builder.buildPartial();
    }
    int count = message.getRepeatedFieldCount(field);
    int at = random.nextInt(count);
    boolean descend = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    switch (random.nextInt(descend ? 12 : 6)) {
      case 0 -> {
        List<Object> fewer = new ArrayList<>((List<?>) message.getField(field));
        fewer.remove(at);
        builder.setField(field, fewer);
      }
      case 1 -> builder.addRepeatedField(field, message.getRepeatedField(field, at));
      case 2 -> {
        int other = random.nextInt(count);
        builder.setRepeatedField(field, at, message.getRepeatedField(field, other));
        builder.setRepeatedField(field, other, message.getRepeatedField(field, at));
      }
      default ->
          builder.setRepeatedField(field, at, changed(field, message.getRepeatedField(field, at)));
    }
    return builder.buildPartial();
  }

  private void add(Message.Builder builder, FieldDescriptor field) {
    Object value =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            ? builder.newBuilderForField(field).buildPartial()
            : changed(field, null);
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
  }

  private Object changed(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> (int) edges.edge();
      case LONG -> edges.edge();
      case FLOAT -> (float) number();
      case DOUBLE -> number();
      case BOOLEAN -> random.nextBoolean();
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case STRING -> NAMES[random.nextInt(NAMES.length)];
      case BYTE_STRING ->
          value == null || ((ByteString) value).isEmpty() || random.nextBoolean()
              ? ByteString.copyFromUtf8(NAMES[random.nextInt(NAMES.length)])
              : ByteString.copyFrom(edges.of(((ByteString) value).toByteArray()));
      case MESSAGE -> once((Message) value);
    };
  }

  private double number() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> 0;
      case 4 -> 1e30;
      default -> random.nextGaussian();
    };
  }
}
