package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.readers.WeightTrace.Weight;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gradients by tensors, as files hold them: by name, one array for one tensor, or one flat. */
final class GivenArrays {
  private final String file;
  private final Map<String, NpyArray> arrays;

  private GivenArrays(String file, Map<String, NpyArray> arrays) {
    this.file = file;
    this.arrays = arrays;
    arrays.forEach((name, array) -> SampleArrays.requireFloat(at(name), array));
  }

  /** Arrays with names. */
  static GivenArrays named(Path file) {
    if (!NamedArrays.isCollection(file)) {
      throw new InvalidInputException(
          file.getFileName()
              + ": must be a .npz or .safetensors file, or a folder of .npy files: arrays with the"
              + " names of tensors");
    }
    return new GivenArrays(file.getFileName().toString(), NamedArrays.read(file));
  }

  /** The array of one tensor: the only one, or one of several with names. */
  static GivenArrays alone(Path file, String tensor) {
    if (!NamedArrays.isCollection(file)) {
      return new GivenArrays(file.getFileName().toString(), Map.of(tensor, Npy.read(file)));
    }
    GivenArrays all = named(file);
    String name = TensorNames.of(all.file, all.names()).find("--by", tensor);
    return new GivenArrays(all.file, Map.of(tensor, Objects.requireNonNull(all.arrays.get(name))));
  }

  /** One array of all weights, each flattened in C order, one behind the other. */
  static GivenArrays flat(Path file, List<Weight> weights) {
    NpyArray array = Npy.read(file);
    String name = file.getFileName().toString();
    int size = weights.stream().mapToInt(weight -> weight.tensor().shape().size()).sum();
    if (array.size() != size || array.shape().length != 1) {
      throw new InvalidInputException(
          name
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be ("
              + size
              + ",), all weights one behind the other in the order "
              + TensorNames.list(weights.stream().map(Weight::name).toList())
              + "; or give a .npz file with their names");
    }
    double[] values = array.toDoubles();
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    int at = 0;
    for (Weight weight : weights) {
      int[] shape = weight.tensor().shape().extents();
      int end = at + weight.tensor().shape().size();
      arrays.put(
          weight.name(), NpyArray.of(array.type(), Arrays.copyOfRange(values, at, end), shape));
      at = end;
    }
    return new GivenArrays(name, arrays);
  }

  List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /** The same arrays under the names that the model has for them. */
  GivenArrays renamed(TensorNames tensors) {
    Map<String, NpyArray> renamed = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          String tensor = tensors.find(file + ": name", name);
          tensors.requireOnce(file + ": name", name, arrays.keySet());
          if (renamed.put(tensor, array) != null) {
            throw new InvalidInputException(
                file + ": name (" + name + ") must be the only one for the tensor " + tensor);
          }
        });
    return new GivenArrays(file, renamed);
  }

  /** The gradient by a tensor, of exactly its shape; that of one sample may have a batch axis. */
  double[] gradient(String name, int[] shape) {
    NpyArray array = Objects.requireNonNull(arrays.get(name));
    int[] given = array.shape();
    if (!SampleArrays.isOfOne(given, shape)) {
      List<Integer> reversed = IntStream.of(shape).boxed().collect(Collectors.toList());
      Collections.reverse(reversed);
      boolean turned = shape.length > 1 && IntStream.of(given).boxed().toList().equals(reversed);
      throw new InvalidInputException(
          at(name)
              + ": gradient shape "
              + SampleArrays.text(given)
              + " must be that of the tensor, "
              + SampleArrays.text(shape)
              + (turned ? ": the model's file has it transposed" : ""));
    }
    return array.toDoubles();
  }

  /** The format of the arithmetic behind gradients: the coarsest that one is stored in. */
  static Precision precision(Path file) {
    List<NpyArray> all =
        NamedArrays.isCollection(file)
            ? List.copyOf(NamedArrays.read(file).values())
            : List.of(Npy.read(file));
    return all.stream()
        .map(array -> SampleArrays.precision(array.type()))
        .max(Comparator.comparingDouble(Precision::unitRoundoff))
        .orElseThrow();
  }

  private String at(String name) {
    return arrays.size() > 1 ? file + ": " + name : file;
  }
}
