package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.OutputKind;
import io.plumbline.run.check.CheckJob;
import io.plumbline.run.check.CheckOutcome;
import io.plumbline.run.check.CheckSettings;
import io.plumbline.run.check.LossChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline check}. */
@Command(
    name = "check",
    description =
        "Say whether a gradient of a loss by a model's input is right, prove it, and name the cause"
            + " where it is wrong.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  private static final String ANY = "any";

  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description = "One sample in the model's input shape, or a batch; floating-point.")
  private Path input;

  @Option(
      names = "--label",
      paramLabel = "N|Y.npy",
      description =
          "One class for all samples, or as many: whole numbers (N,), or weights or targets (N,"
              + " outputs).")
  private String label;

  @Option(
      names = "--gradient",
      paramLabel = "G.npy",
      description =
          "The gradient to check, of exactly the input's shape. Without it PyTorch computes the"
              + " gradient of the same model.")
  private Path gradient;

  @Option(
      names = "--image",
      paramLabel = "I",
      description = "An MNIST test image, from 0, in place of --input and --label.")
  private Integer image;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "With --image: IDX files in place of MNIST, gzipped or not.")
  private Path data;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "cross-entropy (default), nll, mse (mean over the outputs), logit or probability (of the"
              + " label).")
  private String loss = LossChoice.CROSS_ENTROPY.toString();

  @Option(
      names = "--clip-probabilities",
      description =
          "Cross-entropy as Keras computes it from probabilities: clipped to [1e-7, 1 - 1e-7].")
  private boolean clipProbabilities;

  @Option(names = "--logits", description = "The model's output is scores before any softmax.")
  private boolean logits;

  @Option(names = "--probabilities", description = "The model's output is probabilities.")
  private boolean probabilities;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "What the gradient was computed in: float32, float64, float16 or bfloat16. Default: float16"
              + " for a float16 array, else float32; also for a float64 array, because a model stored"
              + " in float32 defines its function only to float32.")
  private String precision;

  @Option(
      names = "--rtol",
      paramLabel = "R",
      description = "Allowed beside rounding, relative to each derivative (default 1e-3).")
  private double relativeTolerance = 1e-3;

  @Option(
      names = "--tie-rule",
      paramLabel = "RULE",
      description =
          "Who may win exact ties: any (default: any one consistent rule), first, last or split.")
  private String tieRule = ANY;

  @Option(
      names = "--self-test",
      description = "Plant mistakes into a gradient that passed, and show that each is caught.")
  private boolean selfTest;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private Path json;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the verdicts as JUnit XML.")
  private Path junit;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private Path report;

  @Option(names = "--quiet", description = "Print the verdict only.")
  private boolean quiet;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CheckOutcome outcome = CheckJob.run(settings());
    new CheckDisplay(terminal).print(outcome, quiet);
    return switch (outcome.verdict()) {
      case PASS -> ExitCode.FINE;
      case FAIL -> ExitCode.GRADIENT_WRONG;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }

  private CheckSettings settings() {
    return new CheckSettings(
        model,
        Optional.ofNullable(input),
        Optional.ofNullable(label),
        image == null ? OptionalInt.empty() : OptionalInt.of(image),
        Optional.ofNullable(data),
        Optional.ofNullable(gradient),
        choice("--loss", loss, List.of(LossChoice.values())),
        clipProbabilities,
        kind(),
        Optional.ofNullable(precision)
            .map(given -> choice("--precision", given, List.of(Precision.values()))),
        relativeTolerance,
        tieRule.equals(ANY)
            ? Optional.empty()
            : Optional.of(choice("--tie-rule", tieRule, List.of(TieRule.Among.values()))),
        selfTest,
        new CheckSettings.Files(
            Optional.ofNullable(json), Optional.ofNullable(junit), Optional.ofNullable(report)));
  }

  private Optional<OutputKind> kind() {
    if (logits && probabilities) {
      throw new InvalidInputException(
          "--logits and --probabilities (both given) must be given one at a time");
    }
    if (logits) {
      return Optional.of(OutputKind.LOGITS);
    }
    return probabilities ? Optional.of(OutputKind.PROBABILITIES) : Optional.empty();
  }

  private static <E extends Enum<E>> E choice(String option, String given, List<E> all) {
    for (E each : all) {
      if (word(each).equals(given)) {
        return each;
      }
    }
    String words = all.stream().map(CheckCommand::word).collect(Collectors.joining(", "));
    throw new InvalidInputException(option + " (" + given + ") must be one of " + words);
  }

  private static String word(Enum<?> value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }
}
