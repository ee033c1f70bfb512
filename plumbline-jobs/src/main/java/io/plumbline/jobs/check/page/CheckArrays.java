package io.plumbline.jobs.check.page;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers behind a result as arrays, as {@code docs/check.md} describes them. */
public final class CheckArrays {
  private CheckArrays() {}

  public static byte[] of(CheckOutcome outcome) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    for (int k = 0; k < outcome.samples().size(); k++) {
      CheckOutcome.Checked checked = outcome.samples().get(k);
      int[] shape = checked.variable().shape();
      String sample = k + "/";
      arrays.put(sample + "gradient", NpyArray.of(checked.result().gradient(), shape));
      checked.result().judged().ifPresent(judged -> put(arrays, sample, judged, shape));
    }
    return NamedArrays.bytes(arrays);
  }

  private static void put(Map<String, NpyArray> arrays, String sample, Judged judged, int[] shape) {
    Judgement judgement = judged.judgement();
    arrays.put(sample + "derivative", NpyArray.of(judged.derivative().values(), shape));
    arrays.put(sample + "bound", NpyArray.of(judged.derivative().bounds(), shape));
    arrays.put(sample + "difference", NpyArray.of(judgement.differences(), shape));
    arrays.put(sample + "allowed", NpyArray.of(judgement.allowed(), shape));
    long[] says = Arrays.stream(judgement.agreements()).mapToLong(CheckArrays::code).toArray();
    arrays.put(sample + "agreement", NpyArray.of(NpyType.UINT8, says, shape));
  }

  private static long code(Agreement agreement) {
    return switch (agreement) {
      case AGREES -> 0;
      case DISAGREES -> 1;
      case DOUBTFUL, UNDECIDED -> 2;
    };
  }
}
