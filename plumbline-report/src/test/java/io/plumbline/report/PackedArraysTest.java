package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** What the page reads is what was written, in as many digits as it shows. */
class PackedArraysTest {
  private final PackedArrays arrays = new PackedArrays();

  /** As the page reads it: bytes of all numbers, the first ones first. */
  private double[] read(int place) throws IOException {
    Map<String, Object> described = described(place);
    byte[] packed = Base64.getDecoder().decode(arrays.packed(any -> "{}"));
    byte[] all;
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(packed), new Inflater(true))) {
      all = in.readAllBytes();
    }
    assertThat(new String(all, 4, 2, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("{}");
    String kind = (String) described.get("kind");
    int size = Map.of("u8", 1, "u32", 4, "f32", 4, "f64", 8).get(kind);
    int count = (int) described.get("count");
    double[] values = new double[count];
    double[] earlier =
        described.containsKey("like") ? read((int) described.get("like")) : new double[0];
    for (int k = 0; k < count; k++) {
      ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < (int) described.get("kept"); at++) {
        one.put(size - 1 - at, all[6 + (int) described.get("at") + at * count + k]);
      }
      if (described.containsKey("like")) {
        one.putLong(0, one.getLong(0) ^ bits(kind, earlier[k]));
      }
      values[k] =
          switch (kind) {
            case "u8", "u32" -> one.getInt(0);
            case "f32" -> one.getFloat(0);
            default -> one.getDouble(0);
          };
    }
    return values;
  }

  private static long bits(String kind, double value) {
    return kind.equals("f32")
        ? Float.floatToRawIntBits((float) value)
        : Double.doubleToRawLongBits(value);
  }

  private Map<String, Object> described(int place) {
    List<Map<String, Object>> all = new ArrayList<>();
    arrays.packed(
        descriptions -> {
          all.addAll(descriptions);
          return "";
        });
    return all.get(place);
  }

  private String kind(int place) {
    return (String) described(place).get("kind");
  }

  @Test
  void fewNumbersAreKeptInTheRoomTheyNeed() throws IOException {
    double[] states = {0, 3, 255};
    double[] places = {0, 70_000};
    double[] plain = {Double.NaN, Double.POSITIVE_INFINITY, 1.23456789e-5, -0.0, 0.1f};
    double[] tiny = {1e-300, -2, 0};
    int first = arrays.place(Values.of(states), 4);
    int second = arrays.place(Values.of(places), 4);
    int third = arrays.place(Values.of(plain), 4);
    int fourth = arrays.place(Values.of(tiny), 4);
    assertThat(kind(first)).isEqualTo("u8");
    assertThat(kind(second)).isEqualTo("u32");
    assertThat(kind(third)).isEqualTo("f32");
    assertThat(kind(fourth)).isEqualTo("f64");
    assertThat(read(first)).isEqualTo(states);
    assertThat(read(second)).isEqualTo(places);
    assertThat(read(third))
        .isEqualTo(Arrays.stream(plain).map(value -> (double) (float) value).toArray());
    assertThat(read(fourth)).isEqualTo(tiny);
    assertThat(arrays.place(Values.of(states), 4)).as("the same again").isEqualTo(first);
  }

  /** One more digit of 20,000 numbers would be a third larger. */
  @Test
  void manyNumbersHaveTheDigitsThatAreShown() throws IOException {
    Random random = new Random(5);
    double[] values = random.doubles(20_000, 1, 2).toArray();
    for (int k = 0; k < values.length; k++) {
      values[k] *= Math.pow(10, -k % 20) * (k % 2 == 0 ? 1 : -1);
    }
    double[] other = Arrays.stream(values).map(value -> 3 * value).toArray();
    int four = arrays.place(Values.of(values), 4);
    int two = arrays.place(Values.of(other), 2);
    double[] ofFour = read(four);
    double[] ofTwo = read(two);
    for (int k = 0; k < values.length; k++) {
      assertThat(ofFour[k] / values[k]).isCloseTo(1, within(5e-5));
      assertThat(ofTwo[k] / other[k]).isCloseTo(1, within(5e-3));
    }
    assertThat(arrays.packed(any -> "").length() * 3 / 4).isLessThan(20_000 * 5);
  }

  /** Gradients of a network that is sure have such sizes: they may not weigh twice as much. */
  @Test
  void manyNumbersBelowFloat32HaveTheDigitsThatAreShown() throws IOException {
    double[] values = new Random(7).doubles(20_000, -1e-60, 1e-60).toArray();
    int place = arrays.place(Values.of(values), 4);
    double[] read = read(place);
    for (int k = 0; k < values.length; k++) {
      assertThat(read[k] / values[k]).isCloseTo(1, within(5e-5));
    }
    assertThat((int) described(place).get("kept")).isEqualTo(4);
  }

  /** A right gradient costs next to nothing beside the one that it is held against. */
  @Test
  void whatIsNearlyAnEarlierArrayIsKeptByWhatDiffers() throws IOException {
    Random random = new Random(9);
    double[] given = random.doubles(20_000, -1, 1).toArray();
    double[] right =
        Arrays.stream(given).map(v -> v * (1 + 1e-7 * random.nextGaussian())).toArray();
    arrays.place(Values.of(random.doubles(20_000, -1, 1).toArray()), 4);
    int first = arrays.place(Values.of(given), 4);
    int alone = arrays.packed(any -> "").length();
    int second = arrays.place(Values.of(right), 4);
    assertThat(described(first)).doesNotContainKey("like");
    assertThat(described(second)).containsEntry("like", first);
    assertThat(arrays.packed(any -> "").length() - alone).isLessThan(20_000 / 10);
    double[] read = read(second);
    for (int k = 0; k < right.length; k++) {
      assertThat(read[k] / right[k]).isCloseTo(1, within(5e-5));
    }
  }
}
