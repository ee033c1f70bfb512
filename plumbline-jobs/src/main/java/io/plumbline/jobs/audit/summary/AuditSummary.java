package io.plumbline.jobs.audit.summary;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditFolder.Chunk;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an audit add up to. It takes no more room for more samples: what grows with
 * anything grows with classes, causes, layers and cells. Two of different chunks of one plan add up
 * to that of both, in whatever order; but for sums of errors by cell, whose last digits show the
 * order, and which {@link #of} takes in that of the data.
 */
public final class AuditSummary {
  private final AuditPlan plan;
  private final Verdicts verdicts = new Verdicts();
  private final CauseCounts causes = new CauseCounts();
  private final ClassCounts labels;
  private final Quantiles loss = new Quantiles();
  private final Quantiles normError = new Quantiles();
  private final Quantiles resolution = new Quantiles();
  private final LossPlane plane = new LossPlane();
  private final PlaceCounts places;
  private final KinkCounts kinks = new KinkCounts();
  private final Exemplars exemplars = new Exemplars();
  private final Extremes extremes = new Extremes();
  private @Nullable ChunkMaps maps;
  private int chunks;

  private AuditSummary(AuditPlan plan) {
    this.plan = plan;
    this.labels = new ClassCounts(plan.classes());
    this.places = new PlaceCounts(plan.samples());
  }

  /**
   * The summary of no chunk.
   *
   * @param plan of the audit
   * @return all zero
   */
  public static AuditSummary none(AuditPlan plan) {
    return new AuditSummary(plan);
  }

  /**
   * The summary of all chunks that are done, one after the other.
   *
   * @param folder of the audit
   * @return the summary
   * @throws InvalidInputException if a chunk is damaged
   */
  public static AuditSummary of(AuditFolder folder) {
    AuditSummary summary = none(folder.plan());
    folder.done().forEach(number -> summary.add(folder.read(number)));
    return summary;
  }

  /**
   * Adds a chunk to this summary.
   *
   * @param chunk of this plan, which was not added before
   */
  public void add(Chunk chunk) {
    chunk.rows().forEach(this::add);
    maps = maps == null ? chunk.maps() : maps.plus(chunk.maps());
    chunks++;
  }

  private void add(AuditRow row) {
    verdicts.add(row);
    places.add(row);
    row.finding().ifPresent(found -> add(row, found));
  }

  private void add(AuditRow row, Finding found) {
    causes.add(row.index(), found);
    labels.add(found);
    loss.add(found.loss());
    normError.add(found.normError());
    resolution.add(found.resolution());
    plane.add(found);
    kinks.add(found);
    exemplars.add(row, found);
    extremes.add(row, found);
  }

  /**
   * The summary of the chunks of both.
   *
   * @param other of the same plan, and of other chunks
   * @return a new one
   */
  public AuditSummary plus(AuditSummary other) {
    AuditSummary sum = none(plan);
    sum.add(this);
    sum.add(other);
    return sum;
  }

  private void add(AuditSummary other) {
    verdicts.add(other.verdicts);
    causes.add(other.causes);
    labels.add(other.labels);
    loss.add(other.loss);
    normError.add(other.normError);
    resolution.add(other.resolution);
    plane.add(other.plane);
    places.add(other.places);
    kinks.add(other.kinks);
    exemplars.add(other.exemplars);
    extremes.add(other.extremes);
    if (other.maps != null) {
      maps = maps == null ? other.maps : maps.plus(other.maps);
    }
    chunks += other.chunks;
  }

  /**
   * What was audited, and how.
   *
   * @return the plan
   */
  public AuditPlan plan() {
    return plan;
  }

  /**
   * How many samples have a row.
   *
   * @return those that were checked, and records that could not be used
   */
  public long rows() {
    return verdicts.checked() + verdicts.bad();
  }

  /**
   * How many chunks were added.
   *
   * @return the count
   */
  public int chunks() {
    return chunks;
  }

  /**
   * The verdicts.
   *
   * @return counts by verdict and reason
   */
  public Verdicts verdicts() {
    return verdicts;
  }

  /**
   * Why gradients are wrong.
   *
   * @return counts by cause and class
   */
  public CauseCounts causes() {
    return causes;
  }

  /**
   * The classes.
   *
   * @return counts by class and prediction
   */
  public ClassCounts labels() {
    return labels;
  }

  /**
   * The losses.
   *
   * @return their quantiles
   */
  public Quantiles loss() {
    return loss;
  }

  /**
   * The norms of all that is off, relative to those of the derivatives.
   *
   * @return their quantiles
   */
  public Quantiles normError() {
    return normError;
  }

  /**
   * The largest mistakes that a coordinate may hide, in the gradient's unit.
   *
   * @return their quantiles
   */
  public Quantiles resolution() {
    return resolution;
  }

  /**
   * Error against loss.
   *
   * @return counts by bins of both
   */
  public LossPlane plane() {
    return plane;
  }

  /**
   * Where in the data samples are right, wrong and undecided.
   *
   * @return counts along it, and by the remainder of the index
   */
  public PlaceCounts places() {
    return places;
  }

  /**
   * Units on kinks.
   *
   * @return counts by layer
   */
  public KinkCounts kinks() {
    return kinks;
  }

  /**
   * The samples to look at.
   *
   * @return a few rows
   */
  public Exemplars exemplars() {
    return exemplars;
  }

  /**
   * The largest of everything.
   *
   * @return a sample for each
   */
  public Extremes extremes() {
    return extremes;
  }

  /**
   * Sums by cell of the input.
   *
   * @return the sums; empty where no chunk was added
   */
  public Optional<ChunkMaps> maps() {
    return Optional.ofNullable(maps);
  }

  /**
   * What is said of samples and coordinates that were not looked at.
   *
   * @return bounds; none where all were
   */
  public List<Claim> claims() {
    return Claim.of(this);
  }

  /**
   * What the gradients are judged as computed in.
   *
   * @return float32 where the plan names no other
   */
  public String arithmetic() {
    return plan.options().getOrDefault("precision", "float32");
  }

  /**
   * What the counts show, in a sentence.
   *
   * @return one line
   */
  public String sentence() {
    return AuditSentence.of(this);
  }
}
