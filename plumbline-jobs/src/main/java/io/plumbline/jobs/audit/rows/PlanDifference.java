package io.plumbline.jobs.audit.rows;

import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Finds out in what two plans differ that makes other rows of them. */
public final class PlanDifference {
  private PlanDifference() {}

  /**
   * The first difference.
   *
   * @param there the plan that was made before
   * @param here the plan that is asked for now
   * @return what is other, with both values; empty where the rows are the same
   */
  public static Optional<String> of(AuditPlan there, AuditPlan here) {
    return contents("the model", Optional.of(there.model()), Optional.of(here.model()))
        .or(() -> contents("the data", Optional.of(there.data()), Optional.of(here.data())))
        .or(() -> contents("what holds the labels", there.labels(), here.labels()))
        .or(() -> contents("what holds the gradients", there.gradient(), here.gradient()))
        .or(() -> options(there, here))
        .or(() -> value("--chunk", there.chunk(), here.chunk()))
        .or(() -> value("the number of samples", there.samples(), here.samples()))
        .or(() -> value("Plumbline's version", there.version(), here.version()));
  }

  private static Optional<String> contents(
      String what, Optional<Fingerprint> there, Optional<Fingerprint> here) {
    if (there.map(Fingerprint::sha256).equals(here.map(Fingerprint::sha256))) {
      return Optional.empty();
    }
    Optional<String> before = there.map(Fingerprint::name);
    Optional<String> now = here.map(Fingerprint::name);
    return before.equals(now)
        ? Optional.of(what + " (" + now.orElse("") + ") has other contents since it was begun")
        : value(what, before.orElse("none given"), now.orElse("none given"));
  }

  private static Optional<String> options(AuditPlan there, AuditPlan here) {
    TreeSet<String> names = new TreeSet<>(there.options().keySet());
    names.addAll(here.options().keySet());
    return names.stream()
        .map(
            name ->
                value(
                    "--" + name,
                    there.options().getOrDefault(name, "not given"),
                    here.options().getOrDefault(name, "not given")))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> value(String what, Object there, Object here) {
    return Objects.equals(there, here)
        ? Optional.empty()
        : Optional.of(what + " was " + there + ", and is " + here + " now");
  }
}
