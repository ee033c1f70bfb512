package io.plumbline.cli;

import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first images of MNIST as IDX files of a user's own. */
final class SmallMnist {
  static final int TRAINED_ON = 640;
  static final int TESTED_ON = 100;

  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  private SmallMnist() {}

  static Path in(Path directory) throws IOException {
    Files.createDirectories(directory);
    Mnist mnist = Mnist.embedded();
    write(directory, "train", mnist.train(), TRAINED_ON);
    write(directory, "t10k", mnist.test(), TESTED_ON);
    return directory;
  }

  private static void write(Path directory, String part, Dataset from, int count)
      throws IOException {
    Path images = directory.resolve(part + "-images-idx3-ubyte");
    Path labels = directory.resolve(part + "-labels-idx1-ubyte");
    try (DataOutputStream pixels = new DataOutputStream(Files.newOutputStream(images));
        DataOutputStream classes = new DataOutputStream(Files.newOutputStream(labels))) {
      for (int number : new int[] {IMAGES, count, from.rows(), from.columns()}) {
        pixels.writeInt(number);
      }
      classes.writeInt(LABELS);
      classes.writeInt(count);
      for (int k = 0; k < count; k++) {
        byte[] bytes = new byte[from.pixels()];
        float[] values = from.image(k);
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) Math.round(values[i] * 255);
        }
        pixels.write(bytes);
        classes.write(from.label(k));
      }
    }
  }
}
