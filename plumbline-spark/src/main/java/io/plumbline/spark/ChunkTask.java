package io.plumbline.spark;

import io.plumbline.core.InvalidInputException;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Computes one chunk, wherever it runs. */
final class ChunkTask extends AbstractFunction1<Iterator<Integer>, ChunkTask.Done>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final Broadcast<SentAudit> audit;

  ChunkTask(Broadcast<SentAudit> audit) {
    this.audit = audit;
  }

  /**
   * What became of a chunk.
   *
   * @param number of the chunk
   * @param fault why it cannot be computed, by whoever given what; empty where it is there
   */
  record Done(int number, String fault) implements Serializable {}

  @Override
  public Done apply(Iterator<Integer> numbers) {
    int number = numbers.next();
    try {
      Worker.of(audit.value()).compute(number);
      return new Done(number, "");
    } catch (InvalidInputException e) {
      // To try again elsewhere would not help.
      return new Done(number, String.valueOf(e.getMessage()));
    }
  }
}
