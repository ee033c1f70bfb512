package io.plumbline.jobs.audit;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.jobs.Forecast;
import io.plumbline.jobs.JsonLines;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditJson;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.FolderStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The command {@code audit}: checks the samples that are not done yet, chunk by chunk. While the
 * samples of one chunk are checked, those of the next are read.
 */
public final class AuditJob {
  /** Chunks in memory at once: one is checked, and one is read or written. */
  private static final int AT_ONCE = 2;

  private final AuditSubject subject;
  private final AuditFolder folder;
  private final JsonLines lines;
  private final AuditListener listener;
  private final Forecast forecast;
  private final int samples;
  private final CancellationToken token;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private int decided;

  private AuditJob(
      AuditSubject subject,
      AuditWork work,
      JsonLines lines,
      AuditListener listener,
      CancellationToken token) {
    this.subject = subject;
    this.folder = work.folder();
    this.samples = work.samples();
    this.lines = lines;
    this.listener = listener;
    this.forecast = new Forecast(listener::expect);
    this.token = token;
  }

  /**
   * Begins an audit, or goes on with it, and writes what becomes of each chunk.
   *
   * @param settings what to audit, and how
   * @param listener is told how it goes on
   * @param token ends it: the chunks in work are finished
   * @return the folder, with all chunks of this shard unless it was ended
   * @throws InvalidInputException if anything given cannot be worked with, the folder is of another
   *     audit, or a chunk cannot be written; the chunks that were written stay
   */
  public static AuditFolder run(
      AuditSettings settings, AuditListener listener, CancellationToken token) {
    try (AuditSubject subject = AuditSubject.open(settings)) {
      InputFiles read = InputFiles.of(subject.files().toArray(Path[]::new));
      FolderStore store = new FolderStore(settings.out(), read);
      AuditWork work = AuditWork.begin(settings, store, subject.plan());
      AuditFolder folder = work.folder();
      try (RequestedFiles<AuditFolder> files = new RequestedFiles<>(read)) {
        JsonLines lines = files.lines("--jsonl", settings.lines());
        listener.decisions(subject.decisions());
        listener.begins(folder.plan(), work.samples());
        new AuditJob(subject, work, lines, listener, token).work(work.left(), settings.threads());
      }
      return folder;
    }
  }

  private void work(List<Integer> left, int threads) {
    ExecutorService pool =
        Executors.newFixedThreadPool(threads, work -> new Thread(work, "plumbline-audit"));
    try {
      for (int number : left) {
        room.acquire();
        if (token.isCancelled() || failure.get() != null) {
          room.release();
          break;
        }
        begin(number, pool);
      }
      room.acquire(AT_ONCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
    Throwable thrown = failure.get();
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException e) {
      throw e;
    }
  }

  private void begin(int number, ExecutorService pool) {
    long start = System.nanoTime();
    ChunkCheck chunk;
    try {
      chunk = subject.chunk(folder.plan().from(number), folder.plan().to(number));
    } catch (RuntimeException | Error e) {
      room.release();
      throw e;
    }
    chunk.bad().forEach(this::decided);
    if (chunk.samples() == 0) {
      finish(number, chunk, start);
    }
    for (int k = 0; k < chunk.samples(); k++) {
      int sample = k;
      pool.execute(
          () -> {
            check(chunk, sample);
            if (chunk.done()) {
              finish(number, chunk, start);
            }
          });
    }
  }

  /** Nothing is begun any more once the work has ended; what was begun is finished. */
  private void check(ChunkCheck chunk, int sample) {
    if (failure.get() != null || token.isCancelled() && !chunk.isBegun()) {
      return;
    }
    try {
      decided(chunk.check(sample));
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void finish(int number, ChunkCheck chunk, long start) {
    try {
      if (failure.get() == null && chunk.isWhole()) {
        folder.write(number, chunk.chunk(), (System.nanoTime() - start) / 1e9);
        written(number);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      room.release();
    }
  }

  private synchronized void decided(AuditRow row) {
    lines.write(AuditJson.of(row));
    listener.decided(row);
    decided++;
    forecast.update(decided, samples);
  }

  private synchronized void written(int number) {
    listener.written(number);
  }
}
