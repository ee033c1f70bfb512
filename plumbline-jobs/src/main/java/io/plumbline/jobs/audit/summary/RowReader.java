package io.plumbline.jobs.audit.summary;

import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditRow;
import java.util.Iterator;
import java.util.List;

/** The rows of an audit one after the other, a chunk at a time in memory. */
final class RowReader {
  private final AuditFolder folder;
  private final Iterator<Integer> chunks;
  private Iterator<AuditRow> rows = List.<AuditRow>of().iterator();

  RowReader(AuditFolder folder) {
    this.folder = folder;
    this.chunks = folder.done().iterator();
  }

  boolean hasNext() {
    while (!rows.hasNext() && chunks.hasNext()) {
      rows = folder.read(chunks.next()).rows().iterator();
    }
    return rows.hasNext();
  }

  AuditRow next() {
    return rows.next();
  }
}
