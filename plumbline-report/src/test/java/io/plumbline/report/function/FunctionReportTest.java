package io.plumbline.report.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Sweep;
import io.plumbline.core.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionReportTest {
  private static final GradientCheck CHECK =
      GradientCheck.of(x -> Math.sin(x[0]) * x[1] + x[2]).at(1, 2, 3);

  @TempDir Path folder;

  private String report(CheckResult result) throws IOException {
    Path file = folder.resolve("report.html");
    FunctionReport.write(result, file);
    return Files.readString(file);
  }

  @Test
  void aWrongOneShowsTheVerdictTheCauseAndTheWorstFirst() throws IOException {
    CheckResult result = CHECK.gradient(Math.cos(1) * 2, 1.01 * Math.sin(1), 1.5).check();
    String html = report(result);
    assertThat(html)
        .containsSubsequence(
            "FAIL",
            "2 of 3 entries are further off than anything explains.",
            "The worst entry, step by step: x[2]",
            "Entries",
            "x[2]",
            "x[1]",
            "x[0]",
            "How it was found",
            "GradientCheck.of(…).at(1.0, 2.0, 3.0).seed(1).check()");
    assertThat(result.causes()).isNotEmpty().allSatisfy(c -> assertThat(html).contains(c.id()));
  }

  /** From the right value the quotients come as near as its bound says, from the given one not. */
  @Test
  void theStepsShowWhichValueIsApproached() {
    CheckResult result = CHECK.gradient(Math.cos(1) * 2, 1.01 * Math.sin(1), 1).check();
    Sweep sweep = result.sweep().orElseThrow();
    assertThat(sweep.entry().place()).isEqualTo("x[1]");
    double fromRight = Double.POSITIVE_INFINITY;
    double fromGiven = Double.POSITIVE_INFINITY;
    for (double each : sweep.quotients()) {
      fromRight = Math.min(fromRight, Math.abs(each - Math.sin(1)));
      fromGiven = Math.min(fromGiven, Math.abs(each - sweep.entry().given()));
    }
    assertThat(fromRight).isLessThan(1e-10);
    assertThat(fromGiven).isGreaterThan(1e-4);
    assertThat(sweep.steps()).isSorted().hasSameSizeAs(sweep.quotients());
  }

  @Test
  void aRightOneHasNoStepsAndAnOpenOneItsReason() throws IOException {
    CheckResult right = CHECK.gradient(Math.cos(1) * 2, Math.sin(1), 1).check();
    assertThat(right.sweep()).isEmpty();
    assertThat(report(right)).contains("3 entries are right").doesNotContain("step by step");
    CheckResult open = GradientCheck.of(x -> Math.log(x[0])).gradient(1).at(-1).check();
    assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report(open)).contains("To decide it: check a point inside the function");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CheckResult right = CHECK.gradient(Math.cos(1) * 2, Math.sin(1), 1).check();
    assertThatThrownBy(() -> FunctionReport.write(right, file.resolve("report.html")))
        .isInstanceOf(InvalidInputException.class);
  }
}
