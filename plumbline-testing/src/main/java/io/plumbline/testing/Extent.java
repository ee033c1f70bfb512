package io.plumbline.testing;

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
