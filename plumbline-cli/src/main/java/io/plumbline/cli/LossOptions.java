package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Reduction;
import io.plumbline.jobs.input.Counterparts;
import io.plumbline.jobs.input.LossChoice;
import io.plumbline.jobs.input.LossSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which scalar of the model's output a gradient is of. */
final class LossOptions {
  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      completionCandidates = OptionWords.Losses.class,
      description =
          "Of a class: cross-entropy (default), nll, logit, probability. Of targets of the output's"
              + " shape: mse, sse, half-mse, half-sse, mae, huber, hinge, bce (of probabilities),"
              + " bce-logits, focal (of scores), kl, cosine, dice. Without a label: value, the"
              + " model's one output itself (default where it has one); dot, with --weights;"
              + " triplet and contrastive, with --positive and --negative.")
  private @Nullable String loss;

  @Option(
      names = "--loss-model",
      paramLabel = "L.onnx",
      description =
          "A loss of your own, as a model: its input output is what the model gives, its input"
              + " target the label.")
  private @Nullable Path model;

  @Option(
      names = "--reduction",
      paramLabel = "R",
      description = "mean or sum over outputs or positions (default: the loss's own).")
  private @Nullable String reduction;

  @Option(
      names = "--weights",
      paramLabel = "W.npy",
      description = "For --loss dot: a weight for each output, the vector of a VJP.")
  private @Nullable Path weights;

  @Option(
      names = "--positive",
      paramLabel = "P.npy",
      description =
          "For --loss triplet and contrastive: inputs that are like the samples, which the model reads"
              + " too; their gradient is not asked for.")
  private @Nullable Path positive;

  @Option(
      names = "--negative",
      paramLabel = "N.npy",
      description = "The same: inputs that are unlike the samples.")
  private @Nullable Path negative;

  @Option(
      names = "--margin",
      paramLabel = "M",
      description = "How far apart those should be, or farther than the positive (default 1).")
  private @Nullable Double margin;

  @Option(
      names = "--ignore-index",
      paramLabel = "K",
      description = "Positions of this label do not count; -100 by default, as in PyTorch.")
  private @Nullable Long ignored;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      description = "For cross-entropy: the part of the label's weight that all classes share.")
  private @Nullable Double smoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "W.npy",
      description = "For cross-entropy: a weight for each class, as PyTorch's.")
  private @Nullable Path classWeights;

  @Option(
      names = "--class-axis",
      paramLabel = "K",
      description =
          "The output's axis of the classes, the batch's counted: 1, or -1 for the last. For soft"
              + " labels at several positions, kl and cosine, where the shape leaves it open.")
  private @Nullable Integer classAxis;

  @Option(
      names = "--clip-probabilities",
      description =
          "Cross-entropy as Keras computes it from probabilities: clipped to [1e-7, 1 - 1e-7].")
  private boolean clipProbabilities;

  @Option(names = "--logits", description = "The model's output is scores before any softmax.")
  private boolean logits;

  @Option(names = "--probabilities", description = "The model's output is probabilities.")
  private boolean probabilities;

  LossSettings read() {
    return new LossSettings(
        Optional.ofNullable(loss)
            .map(given -> SampleOptions.choice("--loss", given, List.of(LossChoice.values()))),
        kind(),
        clipProbabilities,
        Optional.ofNullable(ignored),
        Optional.ofNullable(smoothing),
        Optional.ofNullable(classWeights),
        Optional.ofNullable(reduction).map(LossOptions::reduction),
        Optional.ofNullable(classAxis),
        Optional.ofNullable(weights),
        Optional.ofNullable(model),
        new Counterparts(
            Optional.ofNullable(positive),
            Optional.ofNullable(negative),
            Optional.ofNullable(margin)));
  }

  private static Reduction reduction(String given) {
    if (given.equals("none")) {
      throw new InvalidInputException(
          "--reduction (none) must be mean or sum: a gradient is of one number, and --loss dot says"
              + " which of several");
    }
    return SampleOptions.choice("--reduction", given, List.of(Reduction.values()));
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
}
