package io.plumbline.cli;

import java.util.BitSet;

/**
 * Stands around each number of the code that {@link ConstantSensitivity} compiles anew: notes that
 * it was asked for, and gives the one that is tried another value.
 */
public final class ChangedNumber {
  private static volatile int changed = -1;
  private static volatile double factor = 1;
  private static volatile boolean refuses;
  private static volatile BitSet seen = new BitSet();
  private static final BitSet ONCE = new BitSet();

  private ChangedNumber() {}

  /** Gives one number another value from now on; all others have their own. */
  static void change(int id, double by) {
    changed = id;
    factor = by;
    refuses = false;
  }

  /** Ends what does not end by itself: who asks for a number gets an error from now on. */
  static void refuse() {
    refuses = true;
  }

  /** Those asked for since this was called last. */
  static synchronized BitSet seen() {
    BitSet before = seen;
    seen = new BitSet();
    return before;
  }

  /** Whether it was asked for where classes are initialised, which happens once. */
  static synchronized boolean once(int id) {
    return ONCE.get(id);
  }

  private static synchronized void note(int id) {
    if (!seen.get(id)) {
      seen.set(id);
      boolean initialising =
          StackWalker.getInstance()
              .walk(frames -> frames.anyMatch(each -> each.getMethodName().equals("<clinit>")));
      ONCE.set(id, ONCE.get(id) || initialising);
    }
  }

  public static double of(int id, double value) {
    if (!seen.get(id)) {
      note(id);
    }
    if (refuses) {
      throw new IllegalStateException("given up");
    }
    return id == changed ? value * factor : value;
  }

  public static float of(int id, float value) {
    return (float) of(id, (double) value);
  }

  public static int of(int id, int value) {
    return (int) of(id, (double) value);
  }

  public static long of(int id, long value) {
    return (long) of(id, (double) value);
  }
}
