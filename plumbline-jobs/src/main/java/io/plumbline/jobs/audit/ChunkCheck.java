package io.plumbline.jobs.audit;

import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import io.plumbline.jobs.check.outcome.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A chunk whose samples were read: they are checked in any order, by any number of threads. */
final class ChunkCheck {
  private final @Nullable AuditRow[] rows;
  private final ChunkMaps[] maps;
  private final int[] places;
  private final List<String> keys;
  private final int from;
  private final List<Sample> samples;
  private final Subject.Checker checker;
  private final RowMaker made;
  private final Grid grid;
  private final AtomicInteger left;
  private volatile boolean begun;

  /**
   * A chunk.
   *
   * @param rows those of records that cannot be used; the others are null
   * @param places which row each sample has
   * @param keys what people find the samples by
   * @param from the first row's sample
   * @param samples with their gradients
   * @param checker of the samples
   * @param made makes the rows
   * @param grid makes the maps
   */
  ChunkCheck(
      @Nullable AuditRow[] rows,
      int[] places,
      List<String> keys,
      int from,
      List<Sample> samples,
      Subject.Checker checker,
      RowMaker made,
      Grid grid) {
    this.rows = rows;
    this.places = places;
    this.keys = keys;
    this.from = from;
    this.samples = samples;
    this.checker = checker;
    this.made = made;
    this.grid = grid;
    this.maps = new ChunkMaps[samples.size()];
    this.left = new AtomicInteger(samples.size());
  }

  /** How many samples there are to check. */
  int samples() {
    return samples.size();
  }

  /** The rows of records that cannot be used. */
  List<AuditRow> bad() {
    return Arrays.stream(rows).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** Whether a sample was checked, or is being checked. */
  boolean isBegun() {
    return begun;
  }

  /** Whether all samples were checked, for who has heard of the last that it is {@link #done}. */
  boolean isWhole() {
    return Arrays.stream(rows).noneMatch(Objects::isNull);
  }

  /** Checks one sample, on the calling thread alone. */
  AuditRow check(int k) {
    begun = true;
    Sample sample = samples.get(k);
    SampleResult result = Evaluator.onThisThread(() -> checker.check(k, false).result());
    int place = places[k];
    AuditRow row = made.of(from + place, keys.get(k), sample.x(), sample.target(), result);
    rows[place] = row;
    maps[k] = grid.of(result.judged());
    return row;
  }

  /** Says that one more was checked, or left out; whether it was the last. */
  boolean done() {
    return left.decrementAndGet() == 0;
  }

  /** What is written of it, when all are checked: sums are in the order of the samples. */
  AuditFolder.Chunk chunk() {
    ChunkMaps sum = grid.none();
    for (ChunkMaps one : maps) {
      sum = sum.plus(one);
    }
    return new AuditFolder.Chunk(Arrays.stream(rows).map(Objects::requireNonNull).toList(), sum);
  }
}
