package io.plumbline.jobs.run.result;

import io.plumbline.report.ColourScale;
import io.plumbline.report.Gallery;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.List;

/** The sections that show the image before and after the attack. */
final class AttackSections {
  private static final ColourScale BRIGHTNESS = new ColourScale.Gray(0, 1);

  private AttackSections() {}

  static KeyFigures.Figure figure(AttackExample attack) {
    return new KeyFigures.Figure(
        attack.method() + ", ε = " + Numbers.setting(attack.epsilon()),
        attack.before().label() + " → " + attack.after().label(),
        "the truth, "
            + attack.truth()
            + ", has "
            + Numbers.percent(attack.after().truthProbability()));
  }

  static Section gallery(RunResult result) {
    AttackExample attack = result.attack();
    boolean colour = result.image().channels() == 3;
    ColourScale change =
        colour
            ? new ColourScale.Gray(-attack.epsilon(), attack.epsilon())
            : new ColourScale.Diverging(attack.epsilon());
    return new Gallery(
        attack.method() + ": what the gradient is for",
        "Every pixel moves by at most ε = "
            + Numbers.setting(attack.epsilon())
            + " along the sign of the gradient.",
        List.of(
            picture(result, "clean", "Clean", result.image().pixels(), BRIGHTNESS, attack.before()),
            new Gallery.Picture(
                "perturbation",
                "Change",
                result.image().rows(),
                result.image().columns(),
                result.image().channels(),
                attack.perturbation(),
                change,
                List.of("between −ε and +ε")),
            picture(
                result,
                "adversarial",
                "Adversarial",
                attack.adversarial(),
                BRIGHTNESS,
                attack.after())),
        3);
  }

  private static Gallery.Picture picture(
      RunResult result,
      String id,
      String title,
      Values pixels,
      ColourScale scale,
      AttackExample.Prediction prediction) {
    int truth = result.attack().truth();
    return new Gallery.Picture(
        id,
        title,
        result.image().rows(),
        result.image().columns(),
        result.image().channels(),
        pixels,
        scale,
        List.of(
            "predicted "
                + prediction.label()
                + " with probability "
                + Numbers.format(prediction.probability()),
            "truth "
                + truth
                + " with probability "
                + Numbers.format(prediction.truthProbability())));
  }
}
