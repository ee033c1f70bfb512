package io.plumbline.jobs.input;

import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The images of MNIST, or of the user's own files in its format, that stand around one: recognised
 * by its pixels, whichever of the usual scalings they were given in.
 */
public final class ImagesAround implements DataSet {
  private static final int NEAREST = 64;

  /** How far a scaled pixel may be from a whole number of 0 to 255. */
  private static final double WHOLE = 1e-3;

  private static final List<Scaling> SCALINGS =
      List.of(
          new Scaling(1 / 255.0, 0),
          new Scaling(1, 0),
          new Scaling(2 / 255.0, -1),
          new Scaling(1 / 255.0 / 0.3081, -0.1307 / 0.3081));

  private final Supplier<Mnist> data;
  private final int outputs;
  private @Nullable Mnist read;

  private ImagesAround(Supplier<Mnist> data, int outputs) {
    this.data = data;
    this.outputs = outputs;
  }

  /**
   * The images of a directory, or MNIST's; not read before a cause is looked for.
   *
   * @param directory with files in MNIST's format
   * @param outputs how many the model has that reads the images
   * @return the images
   */
  public static ImagesAround of(Optional<Path> directory, int outputs) {
    return new ImagesAround(
        () -> directory.map(Mnist::fromDirectory).orElseGet(Mnist::embedded), outputs);
  }

  /** What a byte becomes in the model's input. */
  private record Scaling(double factor, double offset) {
    /** The image's bytes; empty where some value is none that a byte becomes. */
    Optional<byte[]> bytes(double[] x) {
      byte[] bytes = new byte[x.length];
      for (int k = 0; k < x.length; k++) {
        double value = (x[k] - offset) / factor;
        double whole = Math.rint(value);
        if (!(Math.abs(value - whole) <= WHOLE && whole >= 0 && whole <= 255)) {
          return Optional.empty();
        }
        bytes[k] = (byte) (int) whole;
      }
      return Optional.of(bytes);
    }

    /** An image as the model reads it. */
    double[] of(double[] image) {
      double[] x = new double[image.length];
      for (int k = 0; k < x.length; k++) {
        boolean asItIs = factor == 1 / 255.0 && offset == 0;
        x[k] = asItIs ? image[k] : (float) (factor * Math.rint(255 * image[k]) + offset);
      }
      return x;
    }
  }

  @Override
  public synchronized List<Neighbour> near(double[] x) {
    for (Scaling scaling : SCALINGS) {
      Optional<byte[]> bytes = scaling.bytes(x);
      if (bytes.isPresent()) {
        List<Neighbour> found = around("test", images().test(), bytes.get(), scaling);
        return found.isEmpty() ? around("training", images().train(), bytes.get(), scaling) : found;
      }
    }
    return List.of();
  }

  private Mnist images() {
    Mnist known = read == null ? data.get() : read;
    read = known;
    return known;
  }

  private List<Neighbour> around(String part, Dataset images, byte[] pixels, Scaling scaling) {
    OptionalInt at = images.indexOf(pixels);
    List<Neighbour> found = new ArrayList<>();
    for (int distance = 1; at.isPresent() && distance <= NEAREST; distance++) {
      for (int other : new int[] {at.getAsInt() + distance, at.getAsInt() - distance}) {
        if (other >= 0 && other < images.size() && images.label(other) < outputs) {
          found.add(
              new Neighbour(
                  part + " image " + other + " of " + images().name(),
                  scaling.of(images.imageAsDoubles(other)),
                  Target.label(images.label(other), outputs)));
        }
      }
    }
    return found;
  }
}
