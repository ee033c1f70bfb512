package io.plumbline.assertions;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is called once for each seed and scale, with a {@link Draw} for its parameter.
 *
 * <pre>{@code
 * @GradientTest(seeds = 5, scales = {1e-3, 1, 1e3})
 * void softplus(Draw draw) {
 *   assertThatGradient(f, g).at(draw.point(4)).isCorrect();
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(GradientTestDraws.class)
public @interface GradientTest {
  /**
   * How many seeds, from 1 on.
   *
   * @return a positive number
   */
  int seeds() default 3;

  /**
   * The sizes of the points.
   *
   * @return one at least
   */
  double[] scales() default {1};
}
