package io.plumbline.spark;

import io.plumbline.cli.AuditWords;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.AuditSubject;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.PlanDifference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;

/** One audit in one process of the cluster: its model is read and its data opened once. */
final class Worker {
  private static final Map<String, Worker> ALL = new HashMap<>();

  private final AuditSubject subject;
  private final AuditFolder folder;

  private Worker(AuditSubject subject, AuditFolder folder) {
    this.subject = subject;
    this.folder = folder;
  }

  /**
   * This process's.
   *
   * @throws InvalidInputException if what the audit reads is not here, or is other than elsewhere
   */
  static Worker of(SentAudit audit) {
    synchronized (ALL) {
      Worker known = ALL.get(audit.id());
      if (known == null) {
        known =
            opened(
                audit,
                Path.of(SparkFiles.getRootDirectory()),
                SparkEnv.get().blockManager().blockManagerId().host());
        ALL.put(audit.id(), known);
      }
      return known;
    }
  }

  /**
   * Reads the model and opens the data.
   *
   * @param audit what was sent
   * @param folder where this process may put files; Spark deletes it in the end
   * @param host what people call this machine
   */
  static Worker opened(SentAudit audit, Path folder, String host) {
    try {
      Configuration hadoop = Places.received(audit.hadoop());
      Path here = Files.createTempDirectory(folder, "audit");
      Copies copies = new Copies(here, hadoop);
      String model = audit.written(Files.createDirectory(here.resolve("model"))).toString();
      List<String> words = AuditWords.located(audit.words(), given -> model, copies::of);
      AuditSubject subject = AuditSubject.open(AuditWords.read(words));
      AuditPlan plan = audit.read();
      Optional<String> difference = PlanDifference.of(plan, subject.plan());
      if (difference.isPresent()) {
        subject.close();
        throw new InvalidInputException(
            "what is read must be the same on all machines: " + difference.get());
      }
      return new Worker(
          subject, AuditFolder.open(Places.store(audit.out(), hadoop, InputFiles.NONE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "on " + host + ": " + e.getMessage() + " (docs/spark.md says how files reach a cluster)",
          e);
    }
  }

  /** Computes a chunk and writes it, unless another process did. */
  void compute(int number) {
    if (folder.isDone(number)) {
      return;
    }
    long start = System.nanoTime();
    AuditFolder.Chunk chunk = subject.compute(folder.plan(), number);
    folder.write(number, chunk, (System.nanoTime() - start) / 1e9);
  }
}
