package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditFolder.Chunk;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.jobs.audit.rows.AuditRow.Worst;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import io.plumbline.jobs.audit.rows.ChunkMaps.Cells;
import io.plumbline.jobs.audit.rows.FolderStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Rows as an audit of digits might leave them: the same for the same seed. */
final class GeneratedRows {
  static final int CLASSES = 10;
  private static final Cells CELLS = new Cells(28, 28, 1);
  static final Named SHIFTED =
      new Named(
          "axes",
          "The values are right and stand in the wrong places, shifted by one column (zeros come"
              + " in): an index is off, or padding or a crop was not undone.");

  private final Random random;
  private final AuditPlan plan;

  GeneratedRows(long seed, AuditPlan plan) {
    this.random = new Random(seed);
    this.plan = plan;
  }

  static AuditPlan plan(int samples, int chunk, Map<String, String> options) {
    return new AuditPlan(
        AuditPlan.SCHEMA,
        "0.1.0",
        new Fingerprint("model.onnx", 1, "a".repeat(64)),
        new Fingerprint("x.npy", 2, "b".repeat(64)),
        Optional.empty(),
        Optional.empty(),
        options,
        List.of("check", "model.onnx", "--input", "x.npy", "--labels", "y.npy"),
        samples,
        chunk,
        List.of(28, 28, 1),
        Optional.of("hwc"),
        CLASSES);
  }

  /** As the verdict and its reason are, with numbers that go with them. */
  AuditRow row(
      int index, int label, Verdict verdict, Optional<Reason> reason, Optional<Named> cause) {
    double sure = reason.equals(Optional.of(Reason.SATURATED)) ? 1e-7 : 1e-3;
    double loss = sure * Math.pow(10, 3 * random.nextDouble());
    double error =
        verdict == Verdict.FAIL
            ? 0.1 + random.nextDouble()
            : LossPlane.float32(loss) * (0.2 + random.nextDouble());
    int units = random.nextInt(40);
    return AuditRow.of(
        index,
        Integer.toString(index),
        new Finding(
            OptionalInt.of(label),
            random.nextInt(20) == 0 ? random.nextInt(CLASSES) : label,
            Math.exp(-loss),
            loss,
            verdict,
            reason,
            units > 5 ? Optional.of("the first of a window") : Optional.empty(),
            random.nextInt(200) == 0 ? 1 : 0,
            Map.of("max_pooling2d", units, "relu", random.nextInt(3)),
            units * 10,
            error * loss,
            error,
            error,
            error * loss,
            List.of(new Worst(random.nextInt(784), error * loss, 0.5 * error * loss, 1e-9)),
            cause,
            String.format("%016x", random.nextLong())));
  }

  AuditRow right(int index, int label) {
    return row(index, label, Verdict.PASS, Optional.empty(), Optional.empty());
  }

  AuditRow open(int index, int label, Reason reason) {
    return row(index, label, Verdict.INCONCLUSIVE, Optional.of(reason), Optional.empty());
  }

  AuditRow wrong(int index, int label, Named cause) {
    return row(index, label, Verdict.FAIL, Optional.empty(), Optional.of(cause));
  }

  /** Any row at all. */
  AuditRow any(int index) {
    int label = random.nextInt(CLASSES);
    int kind = random.nextInt(100);
    if (kind < 2) {
      return AuditRow.bad(index, "record " + index, "must be " + random.nextInt(3));
    } else if (kind < 10) {
      Reason[] reasons = Reason.values();
      return open(index, label, reasons[random.nextInt(reasons.length)]);
    } else if (kind < 20) {
      String[] ids = {"axes", "label", "scale"};
      String words = random.nextInt(3) == 0 ? "It is off." : "It is " + random.nextInt(4) + ".";
      return wrong(index, label, new Named(ids[random.nextInt(ids.length)], words));
    }
    return right(index, label);
  }

  List<AuditRow> any() {
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < plan.samples(); index++) {
      rows.add(any(index));
    }
    return rows;
  }

  /** Rows dealt out to chunks. */
  List<Chunk> chunks(List<AuditRow> rows) {
    List<Chunk> chunks = new ArrayList<>();
    for (int number = 0; number < plan.chunks(); number++) {
      chunks.add(new Chunk(rows.subList(plan.from(number), plan.to(number)), maps()));
    }
    return chunks;
  }

  private ChunkMaps maps() {
    ChunkMaps maps = ChunkMaps.none(CELLS);
    for (int cell = 0; cell < CELLS.count(); cell++) {
      double away = Math.hypot(cell / 28 - 14, cell % 28 - 14) / 14;
      maps.tied()[cell] = (int) (plan.chunk() * Math.min(1, away * random.nextDouble()));
      maps.wrong()[cell] = away < 0.6 && random.nextInt(10) == 0 ? 1 : 0;
      maps.error()[cell] = maps.wrong()[cell] * random.nextDouble();
    }
    return new ChunkMaps(CELLS, plan.chunk(), maps.tied(), maps.wrong(), maps.error());
  }

  /** A folder as an audit leaves it. */
  static AuditFolder write(Path path, AuditPlan plan, List<Chunk> chunks, List<Integer> order) {
    AuditFolder folder = AuditFolder.create(FolderStore.of(path), plan);
    try {
      Files.createDirectories(path.resolve("chunks"));
      for (int number : order) {
        Files.write(path.resolve(AuditFolder.file(number)), chunks.get(number).bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  static AuditSummary summary(AuditPlan plan, List<Chunk> chunks) {
    AuditSummary summary = AuditSummary.none(plan);
    chunks.forEach(summary::add);
    return summary;
  }
}
