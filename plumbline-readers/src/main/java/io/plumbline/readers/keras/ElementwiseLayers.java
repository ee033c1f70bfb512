package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.Map;

/** Activation layers, rescaling, and layers that are active in training only. */
final class ElementwiseLayers {
  private ElementwiseLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Activation", LayerTypes.one(Activations::own));
    classes.put("ReLU", LayerTypes.one(Activations::relu));
    classes.put("LeakyReLU", activation("leaky_relu"));
    classes.put("ELU", activation("elu"));
    classes.put("Softmax", activation("softmax"));
    classes.put("PReLU", LayerTypes.one(ElementwiseLayers::parametricRelu));
    classes.put("Rescaling", LayerTypes.one(ElementwiseLayers::rescaling));
    String[] dropouts = {"Dropout", "SpatialDropout1D", "SpatialDropout2D"};
    for (String dropout : dropouts) {
      classes.put(dropout, LayerTypes.one(ElementwiseLayers::dropout));
    }
    classes.put("Masking", LayerTypes.one(ElementwiseLayers::masking));
    String[] identities = {
      "RandomColorDegeneration",
      "RandomErasing",
      "RandomInvert",
      "RandomPerspective",
      "RandomPosterization",
      "RandomElasticTransform",
      "AugMix",
      "CutMix",
      "MixUp",
      "RandAugment",
      "RandomBrightness",
      "RandomColorJitter",
      "RandomContrast",
      "RandomFlip",
      "RandomGaussianBlur",
      "RandomGrayscale",
      "RandomHue",
      "RandomRotation",
      "RandomSaturation",
      "RandomSharpness",
      "RandomShear",
      "RandomTranslation",
      "RandomZoom",
      "SpatialDropout3D",
      "Identity",
      "GaussianNoise",
      "GaussianDropout",
      "AlphaDropout",
      "ActivityRegularization"
    };
    for (String identity : identities) {
      classes.put(identity, LayerTypes.one((layer, x) -> layer.add(new Dropout(0), x)));
    }
  }

  private static LayerTypes.Reading activation(String function) {
    return LayerTypes.one((layer, x) -> Activations.own(layer, function, x));
  }

  private static Value parametricRelu(Layer layer, Value x) {
    int[] shape = new int[x.shape().rank() - 1];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = x.shape().extent(axis + 1);
    }
    int[] shared = layer.config().integers("shared_axes");
    if (shared != null) {
      for (int axis : shared) {
        if (axis < 1 || axis > shape.length) {
          throw layer.error("shared_axes (" + axis + ") must be from 1 to " + shape.length);
        }
        shape[axis - 1] = 1;
      }
    }
    Parameter slope = layer.weight(0, "alpha", true, shape);
    return layer.add(new ParametricRelu(slope), x);
  }

  private static Value rescaling(Layer layer, Value x) {
    Value y = x;
    Tensor scale = numbers(layer, "scale", 1);
    Tensor offset = numbers(layer, "offset", 0);
    boolean shifts = Arrays.stream(offset.values()).anyMatch(v -> v != 0);
    Op times = new Binary(Binary.Kind.MULTIPLY);
    Value factor = layer.constant("scale", scale);
    y = shifts ? layer.add("scale", "Multiply", times, y, factor) : layer.add(times, y, factor);
    return shifts ? layer.add(new Binary(Binary.Kind.ADD), y, layer.constant("offset", offset)) : y;
  }

  /** A number or a list by channel, which Keras may wrap as an array. */
  private static Tensor numbers(Layer layer, String key, double otherwise) {
    JsonElement element = layer.config().get(key);
    if (element != null && element.isJsonObject()) {
      Config wrapped = layer.config().object(key).object("config");
      element = wrapped.get("value");
    }
    if (!(element instanceof JsonArray list)) {
      return Tensor.scalar(layer.config().number(key, otherwise));
    }
    double[] values = new double[list.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = layer.config().number(key, list.get(k));
    }
    return new Tensor(Tensor.shapeOf(values.length), values);
  }

  /** Places count where any element differs from one value; the others become 0. */
  private static Value masking(Layer layer, Value x) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    double value = layer.config().number("mask_value", 0);
    Value gap = terms.subtract(x, layer.number("mask_value", value));
    Value sizes = terms.apply(Activation.Kind.ABS, 0, gap);
    Op largest = new Reduce(Reduce.Kind.MAXIMUM, new int[] {x.shape().rank() - 1}, true);
    Value mask =
        terms.apply(Activation.Kind.STEP, 0, layer.add("largest", "ReduceMax", largest, sizes));
    Value output = layer.add(new Binary(Binary.Kind.MULTIPLY), x, mask);
    layer.masks().put(output.id(), mask);
    return output;
  }

  private static Value dropout(Layer layer, Value x) {
    double rate = layer.config().number("rate", 0);
    if (!(rate >= 0 && rate < 1)) {
      throw layer.error("rate (" + rate + ") must be from 0 to below 1");
    }
    return layer.add(new Dropout(rate), x);
  }
}
