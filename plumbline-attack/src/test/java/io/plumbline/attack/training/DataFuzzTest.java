package io.plumbline.attack.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.Source;
import io.plumbline.data.idx.Idx;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.picture.Picture;
import io.plumbline.djl.SeedNetwork;
import io.plumbline.djl.TrainingState;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Archive;
import io.plumbline.testing.generated.Mutations;
import io.plumbline.testing.generated.Trials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arrays, collections of them, images, pictures and checkpoints by chance, as the readers' FuzzTest
 * does it with models: {@code -Dplumbline.fuzz=N} asks for 20 N of what is read within
 * microseconds, and fewer of what takes longer; {@code -Dplumbline.fuzz.seed=S} for others.
 */
@Tag("slow")
class DataFuzzTest {
  private static final int COUNT = Integer.getInteger("plumbline.fuzz", 400);
  private static final long SEED = Long.getLong("plumbline.fuzz.seed", 20261128);

  private static final int SMALL = 20 * COUNT;
  private static final int MIDDLING = 4 * COUNT;

  /** A checkpoint has more bytes than all others together, and most of them are weights. */
  private static final int CHECKPOINTS = Math.max(1, COUNT / 20);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final Mutations mutations = new Mutations(random);

  @Test
  void arrays() throws IOException {
    List<byte[]> corpus =
        List.of(
            Npy.bytes(NpyArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)),
            Npy.bytes(NpyArray.of(new double[1000], 10, 10, 10)),
            Npy.bytes(NpyArray.of(new long[] {7}, 1)),
            Npy.bytes(NpyArray.of(new float[0], 0, 4)));
    Trials trials =
        new Trials(
            ".npy",
            input -> {
              NpyArray array = Npy.read("x.npy", input);
              Npy.read("again.npy", Npy.bytes(array));
            });
    for (int k = 0; k < SMALL; k++) {
      byte[] input = any(corpus);
      trials.run(random.nextBoolean() ? mutations.of(input) : number(input));
    }
    assertNoFaults("NPY", trials);
  }

  /** Another number, or none, in the header's place of one; its length stays what it is. */
  private byte[] number(byte[] npy) {
    String text = new String(npy, StandardCharsets.ISO_8859_1);
    String[] words = {"(", ")", ",", "'", ":", "True", "<f4", ">f8", "|O", "<i8", "<U9", "{"};
    String put =
        random.nextBoolean()
            ? String.valueOf(mutations.edge())
            : words[random.nextInt(words.length)];
    int at = 10 + random.nextInt(60);
    StringBuilder changed = new StringBuilder(text);
    changed.replace(at, Math.min(at + put.length(), text.length()), put);
    return changed.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Archives of arrays, read as a whole and one of them by its name. */
  @Test
  void archives() throws IOException {
    List<Archive> corpus =
        List.of(
            new Archive(Fixtures.path("tensors/images_g.npz")),
            new Archive(Fixtures.path("batches/images_sse.npz")));
    Path file = folder.resolve("arrays.npz");
    Trials trials =
        new Trials(
            ".npz",
            input -> {
              Files.write(file, input);
              NamedArrays.list(NamedArrays.read(file));
              Npy.read(Path.of(file + ":fc1.weight"));
            });
    for (int k = 0; k < MIDDLING; k++) {
      Archive archive = any(corpus);
      List<String> names = archive.names();
      trials.run(
          random.nextBoolean()
              ? archive.damaged(random, mutations)
              : archive.with(names.get(random.nextInt(names.size())), this::number));
    }
    assertNoFaults("NPZ", trials);
  }

  /** Half of them with another number or word in a header that is whole. */
  @Test
  void safetensors() throws IOException {
    byte[] whole = fixture("tensors/images_g.safetensors");
    int end = Long.BYTES + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(whole, Long.BYTES, end - Long.BYTES, StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(whole, end, whole.length);
    Path file = folder.resolve("arrays.safetensors");
    Trials trials =
        new Trials(
            ".safetensors",
            input -> {
              Files.write(file, input);
              NamedArrays.list(NamedArrays.read(file));
            });
    for (int k = 0; k < MIDDLING; k++) {
      trials.run(
          random.nextBoolean() ? mutations.of(whole) : behind(mutations.ofJson(header), data));
    }
    assertNoFaults("safetensors", trials);
  }

  private static byte[] behind(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  /**
   * Pictures; half of the PNG files with sums that are right, or with changed pixels packed again.
   */
  @Test
  void pictures() throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    for (String name :
        new String[] {
          "rgb.png",
          "grey.png",
          "bits.png",
          "palette.png",
          "opaque.png",
          "deep.png",
          "profile.png",
          "rgb.jpg",
          "grey.jpg",
          "progressive.jpg",
          "camera.jpg",
          "cmyk.jpg"
        }) {
      corpus.add(fixture("inputs/" + name));
    }
    Path file = folder.resolve("picture");
    Trials trials =
        new Trials(
            ".picture",
            input -> {
              Files.write(file, input);
              assertThat(Picture.read(file).levels()).isNotEmpty();
            });
    for (int k = 0; k < MIDDLING; k++) {
      byte[] input = any(corpus);
      boolean png = input[0] == (byte) 0x89;
      trials.run(
          png && random.nextBoolean()
              ? PngMutations.of(input, random, mutations)
              : mutations.of(input));
    }
    assertNoFaults("pictures", trials);
  }

  private static byte[] fixture(String name) throws IOException {
    return Files.readAllBytes(Fixtures.path(name));
  }

  private <T> T any(List<T> corpus) {
    return corpus.get(random.nextInt(corpus.size()));
  }

  @Test
  void imagesAndLabels() throws IOException {
    byte[] images =
        ByteBuffer.allocate(16 + 1200).putInt(0x803).putInt(3).putInt(20).putInt(20).array();
    byte[] labels = ByteBuffer.allocate(8 + 300).putInt(0x801).putInt(300).array();
    Trials asImages = new Trials("-ubyte", input -> Idx.readImages(Source.of("images", input)));
    Trials asLabels = new Trials("-ubyte", input -> Idx.readLabels(Source.of("labels", input)));
    for (int k = 0; k < SMALL; k++) {
      byte[] input = mutations.of(random.nextBoolean() ? images : labels);
      (random.nextInt(3) == 0 ? asLabels : asImages)
          .run(random.nextInt(4) == 0 ? mutations.of(packed(input)) : input);
    }
    assertNoFaults("IDX labels", asLabels);
    assertNoFaults("IDX images", asImages);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** Half of them with a checksum that is right, so that what is behind it is read too. */
  @Test
  void checkpoints() throws IOException {
    Graph network = SeedNetwork.create(1);
    List<float[]> weights =
        network.parameters().stream()
            .filter(Parameter::trainable)
            .map(parameter -> new float[parameter.tensor().shape().size()])
            .toList();
    TrainingState state = TrainingState.of(network, weights, 1, 5, weights, weights);
    byte[] whole =
        new Checkpoint("seed 1, data 0", state, weights, List.of(new EpochScores(1, 1, 1, 1, 1)))
            .bytes();
    Path file = folder.resolve("checkpoint");
    Trials trials =
        new Trials(
            ".checkpoint",
            input -> {
              Files.write(file, input);
              Checkpoint.read(file, network, "seed 1, data 0");
            });
    for (int k = 0; k < CHECKPOINTS; k++) {
      byte[] input = mutations.of(whole);
      trials.run(random.nextBoolean() ? input : signed(input));
    }
    assertNoFaults("checkpoints", trials);
  }

  private static byte[] signed(byte[] checkpoint) {
    int length = checkpoint.length - Long.BYTES;
    if (length < 0) {
      return checkpoint;
    }
    CRC32 crc = new CRC32();
    crc.update(checkpoint, 0, length);
    ByteBuffer.wrap(checkpoint).putLong(length, crc.getValue());
    return checkpoint;
  }

  private static void assertNoFaults(String name, Trials trials) {
    System.out.println(name + ": " + trials);
    assertThat(trials.faults()).isEmpty();
  }
}
