package io.plumbline.testing.functions;

import java.util.ArrayList;
import java.util.List;

/** All families of functions on which a stated bound has to hold. */
public final class Families {
  private Families() {}

  /** The families, in a fixed order. */
  public static List<Family> all() {
    List<Family> all = new ArrayList<>(SmoothFamilies.all());
    all.addAll(KinkFamilies.all());
    all.addAll(CoarseFamilies.all());
    return List.copyOf(all);
  }
}
