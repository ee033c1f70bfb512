package io.plumbline.cli;

import io.plumbline.attack.Bounds;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.attack.ModelAndImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say on what a model is to err. */
final class ImageOptions {
  @Mixin private ModelOptions choices;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description =
          "In place of test images: samples in the model's input shape, or a PNG or JPEG picture, or"
              + " a folder of pictures.")
  private @Nullable Path input;

  @Mixin private InputOptions preprocessing;

  @Option(
      names = "--label",
      paramLabel = "N|Y.npy",
      description = "With --input: one class for all samples, or as many.")
  private @Nullable String label;

  @Option(names = "--image", paramLabel = "I", description = "One test image, from 0.")
  private @Nullable Integer image;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Images, from the first (1000; of --input all).")
  private @Nullable Integer count;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "IDX files in place of MNIST, gzipped or not.")
  private @Nullable Path data;

  @Option(
      names = "--bounds",
      paramLabel = "LOW,HIGH",
      split = ",",
      description =
          "What a value may be, before --mean and --std; one pair, or one for each channel (0,1; of"
              + " bytes 0 to 255 times --scale).")
  private List<Float> bounds = List.of();

  /** The images, or what is in their place. */
  Optional<Path> input() {
    return Optional.ofNullable(input);
  }

  /** What was asked for of a model; an image where nothing says of what. */
  ModelAndImages read(Path model, OptionalInt usual) {
    boolean unsaid = image == null && input == null && count == null;
    return new ModelAndImages(
        model,
        choices.read(),
        Optional.ofNullable(input),
        preprocessing.read(),
        Optional.ofNullable(label),
        image != null ? OptionalInt.of(image) : unsaid ? usual : OptionalInt.empty(),
        count == null ? OptionalInt.empty() : OptionalInt.of(count),
        Optional.ofNullable(data));
  }

  List<Bounds> bounds() {
    if (bounds.size() % 2 != 0) {
      throw new InvalidInputException(
          "--bounds (" + bounds + ") must be two numbers, or two for each channel");
    }
    List<Bounds> pairs = new ArrayList<>();
    for (int k = 0; k < bounds.size(); k += 2) {
      pairs.add(new Bounds(bounds.get(k), bounds.get(k + 1)));
    }
    return pairs;
  }
}
