package io.plumbline.attack.training;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.djl.TrainingState;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * All that training needs to go on, in a file: a magic number with its version, the settings in
 * words, the data's digest among them, the scores so far, weights and moments in float32, the best
 * weights, and a checksum of everything before it. The network's structure is not in it; whoever
 * resumes knows that.
 *
 * @param settings what the weights depend on, in words
 * @param state of the last epoch
 * @param best the weights of the best epoch
 * @param scores of all epochs
 */
record Checkpoint(
    String settings, TrainingState state, List<float[]> best, List<EpochScores> scores) {
  /** "PlumbKp" and the version in a digit. */
  private static final long MAGIC = 0x506c756d624b7030L;

  /** Raised with what is in the file, and with what an epoch makes of it. */
  private static final int VERSION = 2;

  private static final int MOST_EPOCHS = 1_000_000;
  private static final int MOST_SETTINGS_BYTES = 1 << 16;
  private static final int SCORE_BYTES = Integer.BYTES + 4 * Double.BYTES;

  /** What is in its file. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(MAGIC + VERSION);
      out.writeUTF(settings);
      out.writeInt(scores.size());
      for (EpochScores each : scores) {
        out.writeInt(each.epoch());
        out.writeDouble(each.loss());
        out.writeDouble(each.accuracy());
        out.writeDouble(each.validationAccuracy());
        out.writeDouble(each.adversarialAccuracy());
      }
      out.writeInt(state.epoch());
      out.writeLong(state.step());
      write(state.weights(), out);
      write(state.mean(), out);
      write(state.variance(), out);
      write(best, out);
      out.flush();
      out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(List<float[]> arrays, DataOutputStream out) throws IOException {
    for (float[] array : arrays) {
      for (float value : array) {
        out.writeFloat(value);
      }
    }
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /**
   * Reads a checkpoint of this training.
   *
   * @throws InvalidInputException if the file cannot be read, is cut short or damaged, or is of
   *     another training
   */
  static Checkpoint read(Path file, Graph network, String settings) {
    List<Integer> sizes =
        network.parameters().stream()
            .filter(Parameter::trainable)
            .map(parameter -> parameter.tensor().shape().size())
            .toList();
    byte[] bytes = whole(file, sizes);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readLong();
      String found = in.readUTF();
      if (!found.equals(settings)) {
        throw new InvalidInputException(
            "checkpoint (%s, of %s) must be of this training: %s"
                .formatted(
                    file, ForeignText.spaced(without(found, settings)), without(settings, found)));
      }
      List<EpochScores> scores = scores(in, file);
      int epoch = in.readInt();
      long step = in.readLong();
      List<float[]> weights = arrays(in, sizes);
      List<float[]> mean = arrays(in, sizes);
      List<float[]> variance = arrays(in, sizes);
      List<float[]> best = arrays(in, sizes);
      if (in.available() != Long.BYTES) {
        throw damaged(file, null);
      }
      TrainingState state = TrainingState.of(network, weights, epoch, step, mean, variance);
      return new Checkpoint(settings, state, best, scores);
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  /** The settings, between commas, that are not among the others. */
  private static String without(String settings, String others) {
    List<String> all = new ArrayList<>(List.of(settings.split(", ")));
    all.removeAll(List.of(others.split(", ")));
    return String.join(", ", all);
  }

  /** The bytes of a file that is no larger than a checkpoint can be, its checksum verified. */
  private static byte[] whole(Path file, List<Integer> sizes) {
    long weights = sizes.stream().mapToLong(Integer::longValue).sum();
    long most = 4 * Float.BYTES * weights + MOST_SETTINGS_BYTES + (long) SCORE_BYTES * MOST_EPOCHS;
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) {
        throw new IOException("no regular file");
      }
      if (Files.size(file) > most) {
        throw damaged(file, null);
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "checkpoint (" + file + ") must be a file that can be read", e);
    }
    int length = bytes.length - Long.BYTES;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (length < Long.BYTES) {
        throw damaged(file, null);
      }
      requireVersion(in.readLong() - MAGIC, file);
      in.skipNBytes(length - (long) Long.BYTES);
      if (in.readLong() != checksum(bytes, length)) {
        throw damaged(file, null);
      }
    } catch (IOException e) {
      throw damaged(file, e);
    }
    return bytes;
  }

  private static void requireVersion(long version, Path file) {
    if (version < 0 || version > 9) {
      throw damaged(file, null);
    }
    if (version != VERSION) {
      throw new InvalidInputException(
          "checkpoint (%s, of version %s) must be of this version, %s"
              .formatted(file, version, VERSION));
    }
  }

  private static List<EpochScores> scores(DataInputStream in, Path file) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / SCORE_BYTES) {
      throw damaged(file, null);
    }
    List<EpochScores> scores = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      scores.add(
          new EpochScores(
              in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    return scores;
  }

  private static List<float[]> arrays(DataInputStream in, List<Integer> sizes) throws IOException {
    List<float[]> arrays = new ArrayList<>();
    for (int size : sizes) {
      float[] array = new float[size];
      for (int k = 0; k < size; k++) {
        array[k] = in.readFloat();
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static InvalidInputException damaged(Path file, @Nullable IOException cause) {
    return new InvalidInputException(
        "checkpoint (" + file + ") must be whole: it is cut short, damaged, or no checkpoint",
        cause);
  }
}
