package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.jobs.audit.rows.AuditFolder;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Computes the chunks of an audit in other processes, on other machines. A service: it is there
 * where its module is on the class path, as under {@code spark-submit}.
 */
public interface AuditCluster {
  /**
   * The cluster that this process is a part of.
   *
   * @return it; empty where there is none
   */
  static Optional<AuditCluster> find() {
    return ServiceLoader.load(AuditCluster.class).findFirst();
  }

  /**
   * Begins an audit, or goes on with it: the same chunks, with the same rows, as {@link
   * AuditJob#run} writes.
   *
   * @param request what is asked for
   * @param listener is told how it goes on
   * @param token ends it: the chunks in work are finished
   * @return the folder, with all chunks of this shard unless it was ended
   * @throws InvalidInputException if anything given cannot be worked with
   */
  AuditFolder run(Request request, AuditListener listener, CancellationToken token);

  /**
   * What a cluster is asked for.
   *
   * @param master which cluster, where the process was not started as a part of one
   * @param words of the command {@code audit}, behind its name
   * @param out where it is kept, as it was given
   */
  record Request(Optional<String> master, List<String> words, String out) {
    /** Copies the words. */
    public Request {
      words = List.copyOf(words);
    }
  }

  /**
   * Opens the folder of an audit.
   *
   * @param out where it is kept, as it was given
   * @return the folder
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  AuditFolder open(String out);
}
