package io.plumbline.testing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of a corpus is tried: all of it with the system property {@code plumbline.whole}, a part
 * of it in every build, which has half an hour. A part is always the same one.
 */
public final class Extent {
  private Extent() {}

  /**
   * Whether all is to be tried.
   *
   * @return what the property says
   */
  public static boolean isWhole() {
    return Boolean.getBoolean("plumbline.whole");
  }

  /**
   * How many are tried of what is drawn.
   *
   * @param all with the property
   * @param some in every build
   * @return either
   */
  public static int of(int all, int some) {
    return isWhole() ? all : some;
  }

  /**
   * What is tried of a list.
   *
   * @param all with the property
   * @param every in every build, each so many
   * @param shift which of them: from one number to the next other ones
   * @param <T> what it is a list of
   * @return all, or some in their order
   */
  public static <T> List<T> of(List<T> all, int every, int shift) {
    return IntStream.range(0, all.size())
        .filter(k -> takes(k + shift, every))
        .mapToObj(all::get)
        .toList();
  }

  /**
   * Whether one of a sequence is tried.
   *
   * @param k its place
   * @param every in every build, each so many
   * @return always with the property
   */
  public static boolean takes(int k, int every) {
    return isWhole() || k % every == 0;
  }
}
