package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.readers.ReadModel.Weight;
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
public final class GivenArrays {
  private final String file;
  private final boolean named;
  private final Map<String, NpyArray> arrays;

  private GivenArrays(String file, boolean named, Map<String, NpyArray> arrays) {
    this.file = file;
    this.named = named;
    this.arrays = arrays;
    arrays.forEach((name, array) -> SampleArrays.requireFloat(at(name), array));
  }

  /** All that a file or folder holds. */
  public static GivenArrays read(Path file) {
    String name = file.getFileName().toString();
    return NamedArrays.isCollection(file)
        ? new GivenArrays(name, true, NamedArrays.read(file))
        : new GivenArrays(name, false, Map.of(name, Npy.read(file)));
  }

  /** Whether the arrays have names, and are not one array. */
  boolean isNamed() {
    return named;
  }

  /** Refuses one array without a name. */
  GivenArrays requireNamed() {
    if (!named) {
      throw new InvalidInputException(
          file
              + ": must be a .npz or .safetensors file, or a folder of .npy files: arrays with the"
              + " names of tensors");
    }
    return this;
  }

  /** The only array, or that of several which has a tensor's name. */
  GivenArrays alone(String tensor) {
    String name = named ? TensorNames.of(file, names()).find("--by", tensor) : names().get(0);
    return new GivenArrays(file, named, Map.of(tensor, Objects.requireNonNull(arrays.get(name))));
  }

  /** The only array, taken apart: all weights, each flattened in C order, one behind the other. */
  GivenArrays flat(List<Weight> weights) {
    NpyArray array = Objects.requireNonNull(arrays.get(file));
    int size = weights.stream().mapToInt(weight -> weight.tensor().shape().size()).sum();
    if (array.size() != size || array.shape().length != 1) {
      throw new InvalidInputException(
          file
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be ("
              + size
              + ",), all weights one behind the other in the order "
              + TensorNames.list(weights.stream().map(Weight::name).toList())
              + "; or give a .npz file with their names");
    }
    double[] values = array.toDoubles();
    Map<String, NpyArray> apart = new LinkedHashMap<>();
    int at = 0;
    for (Weight weight : weights) {
      int[] shape = weight.tensor().shape().extents();
      int end = at + weight.tensor().shape().size();
      apart.put(
          weight.name(), NpyArray.of(array.type(), Arrays.copyOfRange(values, at, end), shape));
      at = end;
    }
    return new GivenArrays(file, true, apart);
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
    return new GivenArrays(file, true, renamed);
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

  /** The only array, which must have this shape, or that of a batch of one. */
  double[] whole(Shape shape) {
    if (named) {
      throw new InvalidInputException(
          file + ": must be a .npy file, or one array of an archive as FILE.npz:NAME");
    }
    NpyArray array = Objects.requireNonNull(arrays.get(file));
    if (!SampleArrays.isOfOne(array.shape(), shape.extents())) {
      throw new InvalidInputException(
          file
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be "
              + SampleArrays.text(shape.extents()));
    }
    return array.toDoubles();
  }

  /** The Euclidean norm of all of them, as of one vector. */
  double norm() {
    return Math.sqrt(
        arrays.values().stream()
            .flatMapToDouble(array -> Arrays.stream(array.toDoubles()))
            .map(each -> each * each)
            .sum());
  }

  /** The format of the arithmetic behind the gradients: the coarsest that one is stored in. */
  Precision precision() {
    return arrays.values().stream()
        .map(array -> GradientArrays.precision(array.type()))
        .max(Comparator.comparingDouble(Precision::unitRoundoff))
        .orElseThrow();
  }

  private String at(String name) {
    return arrays.size() > 1 ? file + ": " + name : file;
  }
}
