package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that NumPy wrote. */
class ArraySamplesTest {
  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "stored.npz:x", "packed.npz:x"})
  void areTheRows(String spec) {
    try (SampleSource source = Fixtures.open(spec)) {
      assertThat(source.name()).endsWith("/" + spec);
      assertThat(source.files()).containsExactly(Fixtures.file(spec.replace(":x", "")));
      assertThat(Fixtures.values(source)).isEqualTo(Fixtures.had("x.npy"));
      DataRecord last = source.read(4);
      assertThat(last.key()).isEqualTo("4");
      assertThat(last.layout()).isEmpty();
      assertThat(last.label()).isEmpty();
      assertThat(last.picture()).isFalse();
    }
  }

  @Test
  void bytesAreTurned() {
    try (SampleSource source = Fixtures.open("big.npy")) {
      NpyArray[] float32 =
          Arrays.stream(Fixtures.had("x.npy"))
              .map(each -> NpyArray.of(each.toFloats(), each.shape()))
              .toArray(NpyArray[]::new);
      assertThat(Fixtures.values(source)).isEqualTo(float32);
    }
  }

  /**
   * Threads that are interrupted while they read close nothing that others read from, and call no
   * sample bad.
   */
  @Test
  void severalThreadsRead() {
    NpyArray[] had = Fixtures.had("x.npy");
    try (SampleSource source = Fixtures.open("x.npy")) {
      boolean[] same = new boolean[200];
      IntStream.range(0, same.length)
          .parallel()
          .forEach(
              k -> {
                if (k % 7 == 0) {
                  Thread.currentThread().interrupt();
                }
                try {
                  same[k] = source.read(k % 5).values().equals(had[k % 5]);
                } catch (CancellationException interrupted) {
                  same[k] = k % 7 == 0;
                } finally {
                  Thread.interrupted();
                }
              });
      assertThat(same).doesNotContain(false);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5, Integer.MAX_VALUE})
  void thereIsNoSuchSample(int index) {
    try (SampleSource source = Fixtures.open("x.npy")) {
      assertThatThrownBy(() -> source.read(index))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(source.name() + ": sample (" + index + ") must be at least 0 and below 5");
    }
  }
}
