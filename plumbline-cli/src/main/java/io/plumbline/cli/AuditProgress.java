package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.AuditListener;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says of an audit how far it has come, how fast it is, and what was found until now. */
final class AuditProgress implements AuditListener {
  private final Terminal terminal;
  private final WorkProgress progress;
  private final List<Table> decisions = new ArrayList<>();
  private final long start = System.nanoTime();
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private int bad;
  private int decided;
  private int samples;

  AuditProgress(Terminal terminal, WorkProgress progress) {
    this.terminal = terminal;
    this.progress = progress;
  }

  @Override
  public void expect(double seconds) {
    progress.expect(seconds);
  }

  @Override
  public void decisions(Table table) {
    decisions.add(table);
  }

  @Override
  public void begins(AuditPlan plan, int here) {
    samples = here;
    progress.begin("checking");
    terminal
        .err()
        .println(
            "plumbline: "
                + (here == plan.samples()
                    ? Numbers.count(here) + (here == 1 ? " sample" : " samples")
                    : Numbers.count(here)
                        + " of "
                        + Numbers.count(plan.samples())
                        + " samples are left to do here")
                + (terminal.isShell() ? "; Ctrl-C ends it, and --resume goes on" : ""));
  }

  @Override
  public void decided(AuditRow row) {
    decided++;
    row.finding()
        .ifPresentOrElse(found -> verdicts.merge(found.verdict(), 1, Integer::sum), () -> bad++);
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.show(
        "audit",
        decided,
        samples,
        String.format(
            Locale.ROOT,
            " %.0f/s, %d right, %d wrong, %d open%s",
            decided / seconds,
            of(Verdict.PASS),
            of(Verdict.FAIL),
            of(Verdict.INCONCLUSIVE),
            bad == 0 ? "" : ", " + bad + " bad"));
  }

  private int of(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** What was decided, where it was decided here and not on a cluster. */
  List<Table> decisions() {
    return decisions;
  }
}
