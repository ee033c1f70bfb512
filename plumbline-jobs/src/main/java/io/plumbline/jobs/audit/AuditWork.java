package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditStore;
import io.plumbline.jobs.audit.rows.PlanDifference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What of an audit is left to do here.
 *
 * @param folder what is done is in it
 * @param left the chunks that are not, ascending
 */
public record AuditWork(AuditFolder folder, List<Integer> left) {
  /** Copies the list. */
  public AuditWork {
    left = List.copyOf(left);
  }

  /**
   * Begins an audit, or goes on with it.
   *
   * @param settings whether to go on, and which part of the chunks is done here
   * @param store where it is kept
   * @param plan what it is to be
   * @return what is left
   * @throws InvalidInputException if another audit is there, this one was not to be gone on with,
   *     or the folder cannot be written
   */
  public static AuditWork begin(AuditSettings settings, AuditStore store, AuditPlan plan) {
    AuditFolder folder =
        AuditFolder.isIn(store) ? begun(settings, store, plan) : fresh(settings, store, plan);
    Set<Integer> done = new HashSet<>(folder.done());
    return new AuditWork(
        folder,
        IntStream.range(0, plan.chunks())
            .filter(settings.shard()::has)
            .filter(number -> !done.contains(number))
            .boxed()
            .toList());
  }

  private static AuditFolder fresh(AuditSettings settings, AuditStore store, AuditPlan plan) {
    if (settings.resume()) {
      throw new InvalidInputException(
          "--resume (given) must be with the folder of an audit, and "
              + store.name()
              + " holds none");
    }
    return AuditFolder.create(store, plan);
  }

  private static AuditFolder begun(AuditSettings settings, AuditStore store, AuditPlan plan) {
    AuditFolder folder = AuditFolder.open(store);
    Optional<String> difference = PlanDifference.of(folder.plan(), plan);
    if (difference.isPresent()) {
      throw new InvalidInputException(
          "--out ("
              + store.name()
              + ") must be a new folder, or that of this audit: "
              + difference.get());
    }
    if (!settings.resume() && settings.shard().of() == 1) {
      throw new InvalidInputException(
          "--out ("
              + store.name()
              + ") holds this audit, "
              + folder.done().size()
              + " of "
              + plan.chunks()
              + " chunks done: --resume goes on with it");
    }
    return folder;
  }

  /**
   * How many samples are left.
   *
   * @return those of all chunks that are left
   */
  public int samples() {
    AuditPlan plan = folder.plan();
    return left.stream().mapToInt(number -> plan.to(number) - plan.from(number)).sum();
  }
}
