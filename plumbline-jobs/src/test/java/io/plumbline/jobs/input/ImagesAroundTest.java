package io.plumbline.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.mnist.Mnist;
import io.plumbline.diagnose.mistakes.DataSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesAroundTest {
  private final Mnist mnist = Mnist.embedded();
  private final ImagesAround images = ImagesAround.of(Optional.empty(), 10);

  @ParameterizedTest
  @CsvSource({
    "0.00392156862745098, 0",
    "1, 0",
    "0.00784313725490196, -1",
    "0.012728282, -0.42421296"
  })
  void recognisesAnImageInTheUsualScalings(double factor, double offset) {
    double[] image = mnist.test().imageAsDoubles(8);
    double[] scaled =
        Arrays.stream(image).map(v -> (float) (factor * Math.rint(255 * v) + offset)).toArray();
    List<DataSet.Neighbour> found = images.near(scaled);
    assertThat(found).hasSize(64 + 8);
    assertThat(found.get(0).name()).isEqualTo("test image 9 of MNIST (embedded)");
    assertThat(found.get(0).target().label()).isEqualTo(mnist.test().label(9));
    assertThat(found.get(1).name()).startsWith("test image 7 ");
    double pixel = Math.rint(255 * mnist.test().imageAsDoubles(9)[400]);
    assertThat(found.get(0).x()[400])
        .isCloseTo(factor * pixel + offset, org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void recognisesAnImageToTrainOn() {
    List<DataSet.Neighbour> found = images.near(mnist.train().imageAsDoubles(1000));
    assertThat(found).hasSize(128);
    assertThat(found.get(0).name()).isEqualTo("training image 1001 of MNIST (embedded)");
  }

  @Test
  void knowsNothingOfWhatIsNoImage() {
    double[] x = mnist.test().imageAsDoubles(8);
    x[400] = 0.3001;
    assertThat(images.near(x)).isEmpty();
    assertThat(images.near(new double[784])).isEmpty();
    assertThat(images.near(new double[10])).isEmpty();
  }
}
