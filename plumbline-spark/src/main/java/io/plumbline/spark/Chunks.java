package io.plumbline.spark;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.jobs.JsonLines;
import io.plumbline.jobs.audit.AuditListener;
import io.plumbline.jobs.audit.AuditWork;
import io.plumbline.jobs.audit.rows.AuditJson;
import io.plumbline.jobs.audit.rows.AuditRow;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SignalUtils;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** The chunks that are left, on their way through the cluster. */
final class Chunks {
  private static final int MILLIS = 100;

  /** Whoever pressed Ctrl-C waits as long for the chunks in work. */
  private static final int PATIENCE = 600_000;

  private final JavaSparkContext spark;
  private final AuditWork work;
  private final JsonLines lines;
  private final AuditListener listener;
  private final CancellationToken token;
  private final BlockingQueue<ChunkTask.Done> done = new LinkedBlockingQueue<>();

  Chunks(
      JavaSparkContext spark,
      AuditWork work,
      JsonLines lines,
      AuditListener listener,
      CancellationToken token) {
    this.spark = spark;
    this.work = work;
    this.lines = lines;
    this.listener = listener;
    this.token = token;
  }

  /**
   * Computes all that are left, or those in work when it is ended.
   *
   * @throws InvalidInputException if a chunk cannot be computed; what was written stays
   */
  void compute(SentAudit sent) {
    if (work.left().isEmpty()) {
      return;
    }
    Broadcast<SentAudit> audit = spark.broadcast(sent);
    SignalUtils.register("INT", interrupted());
    SimpleFutureAction<Boolean> job = submitted(audit);
    try {
      while (!job.isCompleted() && !token.isCancelled()) {
        told(done.poll(MILLIS, TimeUnit.MILLISECONDS));
      }
      if (token.isCancelled()) {
        end(job);
      } else {
        job.get();
      }
      while (!done.isEmpty()) {
        told(done.poll());
      }
    } catch (InvalidInputException e) {
      // Spark complains of every task that is left where it is stopped with them.
      end(job);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.cancel();
    } catch (SparkException e) {
      throw new InvalidInputException(
          "--spark ("
              + spark.sc().master()
              + ") must work to the end: "
              + Places.reason(e)
              + " What was written stays, and --resume goes on",
          e);
    }
  }

  private SimpleFutureAction<Boolean> submitted(Broadcast<SentAudit> audit) {
    List<Integer> left = work.left();
    List<Object> all = IntStream.range(0, left.size()).mapToObj(k -> (Object) k).toList();
    return spark
        .sc()
        .submitJob(
            spark.parallelize(left, left.size()).rdd(),
            new ChunkTask(audit),
            CollectionConverters.asScala(all).toSeq(),
            new Taken(done),
            new Finished());
  }

  /** Begins no further chunk, and waits for those in work. */
  private void end(SimpleFutureAction<Boolean> job) {
    job.cancel();
    try {
      for (int waited = 0; isAtWork() && waited < PATIENCE; waited += MILLIS) {
        Thread.sleep(MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first Ctrl-C ends the work, the second the process. */
  private AbstractFunction0<Object> interrupted() {
    return new AbstractFunction0<>() {
      @Override
      public Object apply() {
        boolean first = !token.isCancelled();
        token.cancel();
        return first;
      }
    };
  }

  private boolean isAtWork() {
    return Stream.of(spark.sc().statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0);
  }

  private void told(ChunkTask.@Nullable Done chunk) {
    if (chunk == null) {
      return;
    }
    if (!chunk.fault().isEmpty()) {
      throw new InvalidInputException(chunk.fault());
    }
    for (AuditRow row : work.folder().read(chunk.number()).rows()) {
      lines.write(AuditJson.of(row));
      listener.decided(row);
    }
    listener.written(chunk.number());
  }

  /** Takes what became of a chunk, on a thread of Spark's that must not be kept. */
  private static final class Taken extends AbstractFunction2<Object, ChunkTask.Done, BoxedUnit>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final transient BlockingQueue<ChunkTask.Done> done;

    Taken(BlockingQueue<ChunkTask.Done> done) {
      this.done = done;
    }

    @Override
    public BoxedUnit apply(Object place, ChunkTask.Done chunk) {
      done.add(chunk);
      return BoxedUnit.UNIT;
    }
  }

  /** What the job as a whole says. */
  private static final class Finished extends AbstractFunction0<Boolean> implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean apply() {
      return true;
    }
  }
}
