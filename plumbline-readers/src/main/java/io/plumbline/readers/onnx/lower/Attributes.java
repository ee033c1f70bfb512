package io.plumbline.readers.onnx.lower;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.plumbline.readers.onnx.file.ExternalData;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node's attributes. Each must be asked for: one that no reader knows may change what the node
 * computes, so it is an error and not skipped.
 */
public final class Attributes {
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();
  private final Set<String> unread = new LinkedHashSet<>();
  private final Call call;

  /**
   * Takes a node's attributes, those of the enclosing function's call put in where the node refers
   * to them.
   */
  public Attributes(NodeProto node, Map<String, AttributeProto> enclosing, Call call) {
    this.call = call;
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto given = attribute;
      if (!attribute.getRefAttrName().isEmpty()) {
        given = enclosing.get(attribute.getRefAttrName());
        if (given == null) {
          continue;
        }
      }
      if (byName.put(attribute.getName(), given) != null) {
        throw call.error(
            "attribute " + ExternalData.printable(attribute.getName()) + " must be given once");
      }
      unread.add(attribute.getName());
    }
  }

  public Map<String, AttributeProto> all() {
    unread.clear();
    return byName;
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  public void ignore(String... names) {
    for (String name : names) {
      unread.remove(name);
    }
  }

  public void requireAllRead() {
    if (!unread.isEmpty()) {
      throw call.unsupported(
          "attribute " + ExternalData.printable(unread.iterator().next()) + " is not supported");
    }
  }

  public @Nullable AttributeProto get(String name, AttributeType type) {
    AttributeProto attribute = byName.get(name);
    unread.remove(name);
    if (attribute != null && attribute.getType() != type) {
      throw call.error("attribute " + name + " (" + attribute.getType() + ") must be " + type);
    }
    return attribute;
  }

  public long integer(String name, long otherwise) {
    AttributeProto attribute = get(name, AttributeType.INT);
    return attribute == null ? otherwise : attribute.getI();
  }

  public double number(String name, double otherwise) {
    AttributeProto attribute = get(name, AttributeType.FLOAT);
    return attribute == null ? otherwise : attribute.getF();
  }

  public String text(String name, String otherwise) {
    AttributeProto attribute = get(name, AttributeType.STRING);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  /** Texts in their order; none where there is no such attribute. */
  public List<String> texts(String name) {
    AttributeProto attribute = get(name, AttributeType.STRINGS);
    return attribute == null
        ? List.of()
        : attribute.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  public long @Nullable [] integers(String name) {
    AttributeProto attribute = get(name, AttributeType.INTS);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  public double @Nullable [] numbers(String name) {
    AttributeProto attribute = get(name, AttributeType.FLOATS);
    return attribute == null
        ? null
        : attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
  }
}
