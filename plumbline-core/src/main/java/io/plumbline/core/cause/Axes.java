package io.plumbline.core.cause;

import io.plumbline.core.tile.Image;
import java.util.Optional;

/** The values are right and stand in the wrong places. */
final class Axes implements Mistake {
  @Override
  public String id() {
    return "axes";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.AXES.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Image image = suspicion.image();
    Likeness likeness = new Likeness(suspicion.gradient());
    for (double[] reference : suspicion.references()) {
      for (Transform transform : Transform.ofAxes(image)) {
        if (likeness.suspects(k -> at(reference, transform.source()[k]))) {
          shortlist.offerTimesFactor(
              transform.apply(reference),
              Price.AXES.nats(),
              (confidence, factor) -> turned(confidence, factor, transform.name()));
        }
      }
      Shifts.offer(shortlist, likeness, image, reference);
    }
    return shortlist.best();
  }

  private static double at(double[] values, int index) {
    return index < 0 ? 0 : values[index];
  }

  private static Cause turned(double confidence, double factor, String name) {
    String sentence =
        "The values are right and stand in the wrong places ("
            + name
            + "): an array was transposed, flipped or reshaped on its way out of the framework"
            + Factor.besides(factor);
    return Cause.of("axes", confidence, sentence, "transform", name, "factor", factor);
  }
}
