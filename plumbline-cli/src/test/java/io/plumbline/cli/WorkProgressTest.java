package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is said of work that takes long before it is done. */
class WorkProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      Terminal.unattended(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatTakesFiveSecondsOrMoreIsAnnounced() {
    new WorkProgress(terminal, false).expect(4.99);
    assertThat(said()).isEmpty();
    new WorkProgress(terminal, false, "keeps what is known").expect(5);
    new WorkProgress(terminal, false).expect("training", 600);
    assertThat(said().lines())
        .containsExactly(
            "plumbline: this takes about 5 s; Ctrl-C keeps what is known",
            "plumbline: training takes about 10 minutes");
    assertThat(Printed.complaints(said())).isEmpty();
  }

  @Test
  void whoWantsQuietIsToldNothing() {
    new WorkProgress(terminal, true).expect(600);
    assertThat(said()).isEmpty();
  }

  @Test
  void whatIsNoEstimateIsAComplaint() {
    String line = "plumbline: this takes about forever\n";
    assertThat(Printed.complaints(line)).isEqualTo(line);
  }

  @Test
  void timeIsOfTheStageThatWasBegun() {
    WorkProgress progress = new WorkProgress(terminal, false);
    progress.update("first", 0, 10);
    progress.update("first", 10, 10);
    progress.update("second", 0, 10);
    progress.close();
    assertThat(progress.times()).matches("Time: reading \\S+ s; first \\S+ s; second \\S+ s\\.");
  }
}
