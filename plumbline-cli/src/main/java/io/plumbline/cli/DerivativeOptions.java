package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.check.outcome.Derivative;
import io.plumbline.jobs.check.outcome.Derivative.Kind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that ask for another derivative than a gradient. */
final class DerivativeOptions {
  @Option(
      names = "--jacobian",
      paramLabel = "J.npy",
      description = "Check the derivatives of every output by every input: output axes first.")
  private @Nullable Path jacobian;

  @Option(
      names = "--jvp",
      paramLabel = "JV.npy",
      description = "Check the Jacobian times a direction, of the output's shape.")
  private @Nullable Path jvp;

  @Option(
      names = "--hessian",
      paramLabel = "H.npy",
      description = "Check the loss's second derivatives: the input's axes twice.")
  private @Nullable Path hessian;

  @Option(
      names = "--hessian-diagonal",
      paramLabel = "D.npy",
      description = "Check the Hessian's diagonal, of the input's shape.")
  private @Nullable Path diagonal;

  @Option(
      names = "--hvp",
      paramLabel = "HV.npy",
      description = "Check the Hessian times a direction, of the input's shape.")
  private @Nullable Path hvp;

  @Option(
      names = "--tangent",
      paramLabel = "V.npy",
      description = "The direction of --jvp and --hvp, of the input's shape.")
  private @Nullable Path tangent;

  /** What is asked for; at most one. */
  Optional<Derivative> read() {
    Map<Kind, Path> given = new EnumMap<>(Kind.class);
    put(given, Kind.JACOBIAN, jacobian);
    put(given, Kind.JVP, jvp);
    put(given, Kind.HESSIAN, hessian);
    put(given, Kind.HESSIAN_DIAGONAL, diagonal);
    put(given, Kind.HVP, hvp);
    if (given.size() > 1) {
      throw new InvalidInputException(
          "derivatives (" + given.keySet() + ") must be asked for one at a time");
    }
    if (given.isEmpty() && tangent != null) {
      throw new InvalidInputException("--tangent (" + tangent + ") must be with --jvp or --hvp");
    }
    return given.entrySet().stream()
        .findFirst()
        .map(each -> new Derivative(each.getKey(), each.getValue(), Optional.ofNullable(tangent)));
  }

  private static void put(Map<Kind, Path> given, Kind kind, @Nullable Path path) {
    if (path != null) {
      given.put(kind, path);
    }
  }
}
