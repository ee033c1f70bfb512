package io.plumbline.cli;

import io.plumbline.attack.AttackMethod;
import io.plumbline.attack.AttackMethod.Setting;
import io.plumbline.attack.Norm;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.Spelling;
import io.plumbline.jobs.attack.AttackJob;
import io.plumbline.jobs.attack.AttackJobSettings;
import io.plumbline.jobs.attack.AttackOutcome;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline attack}. */
@Command(
    name = "attack",
    description =
        "Say how much of a model's accuracy is left under attack, and whether the attack's gradients"
            + " may be believed.",
    sortOptions = false)
final class AttackCommand implements Callable<Integer> {
  private static final List<Double> USUAL_LINF = List.of(0.3);
  private static final List<Double> USUAL_L2 = List.of(3.0);

  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  @Mixin private ImageOptions images;

  @Option(
      names = "--method",
      paramLabel = "M",
      completionCandidates = OptionWords.Methods.class,
      description =
          "With gradients: fgsm, bim, pgd (default), mi-fgsm, deepfool. From outputs alone:"
              + " differences, tiles, groups, nes, spsa, square.")
  private String method = "pgd";

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      split = ",",
      description = "The largest change; one or several, by commas (default 0.3; l2: 3).")
  private @Nullable List<Double> epsilons;

  @Option(
      names = "--norm",
      paramLabel = "NORM",
      description = "linf or l2 (default linf; l2 for deepfool).")
  private @Nullable String norm;

  @Option(
      names = "--target",
      paramLabel = "CLASS",
      description = "What the model shall say: a class, or next for the label plus one.")
  private @Nullable String target;

  @Option(names = "--steps", paramLabel = "N", description = "Steps (pgd: 40).")
  private @Nullable Integer steps;

  @Option(
      names = "--step-size",
      paramLabel = "S",
      description = "Length of a step (pgd: a thirtieth of epsilon).")
  private @Nullable Double stepSize;

  @Option(names = "--restarts", paramLabel = "N", description = "pgd: random points (1).")
  private @Nullable Integer restarts;

  @Option(names = "--decay", paramLabel = "D", description = "mi-fgsm: of earlier gradients (1).")
  private @Nullable Double decay;

  @Option(
      names = "--h",
      paramLabel = "H",
      description = "Step of the differences from outputs alone (0.01).")
  private @Nullable Double h;

  @Option(names = "--samples", paramLabel = "N", description = "nes, spsa: directions (50).")
  private @Nullable Integer samples;

  @Option(
      names = "--tile",
      paramLabel = "N",
      description = "tiles: side of a tile; groups: N x N pixels each (4).")
  private @Nullable Integer tile;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Query budget of each image from outputs alone (square: 1000).")
  private @Nullable Integer queries;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random (0).")
  private long seed;

  @Option(
      names = "--self-check",
      paramLabel = "on|off",
      description =
          "Whether to verify a sample of the gradients and to look for masked ones (default on).")
  private String selfCheck = "on";

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private @Nullable Path report;

  @Mixin private Detail detail;

  AttackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AttackJobSettings settings = settings();
    AttackOutcome outcome;
    WorkProgress progress = new WorkProgress(terminal, false);
    try (progress) {
      outcome = AttackJob.run(settings, progress);
    }
    Terminal beside = terminal.beside(json, report);
    new AttackDisplay(beside).print(outcome);
    detail.print(new Screen(beside), List.of(outcome.decided()), progress);
    return ExitCode.FINE;
  }

  private AttackJobSettings settings() {
    AttackMethod chosen = AttackMethod.named(method);
    Norm used = norm(chosen);
    return new AttackJobSettings(
        images.read(model, OptionalInt.empty()),
        chosen,
        values(),
        used,
        epsilons == null ? (used == Norm.L2 ? USUAL_L2 : USUAL_LINF) : epsilons,
        images.bounds(),
        Optional.ofNullable(target),
        seed,
        selfCheck(),
        Optional.ofNullable(json),
        Optional.ofNullable(report));
  }

  private Map<Setting, Double> values() {
    Map<Setting, Double> values = new EnumMap<>(Setting.class);
    put(values, Setting.STEPS, steps);
    put(values, Setting.STEP_SIZE, stepSize);
    put(values, Setting.RESTARTS, restarts);
    put(values, Setting.DECAY, decay);
    put(values, Setting.H, h);
    put(values, Setting.SAMPLES, samples);
    put(values, Setting.TILE, tile);
    put(values, Setting.QUERIES, queries);
    return values;
  }

  private static void put(Map<Setting, Double> values, Setting setting, @Nullable Number given) {
    if (given != null) {
      values.put(setting, given.doubleValue());
    }
  }

  private Norm norm(AttackMethod chosen) {
    if (norm == null) {
      return chosen.usualNorm();
    }
    return Spelling.find(norm, List.of(Norm.values()), Enum::name)
        .orElseThrow(() -> new InvalidInputException("--norm (" + norm + ") must be linf or l2"));
  }

  private boolean selfCheck() {
    return switch (selfCheck) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new InvalidInputException("--self-check (" + selfCheck + ") must be on or off");
    };
  }
}
