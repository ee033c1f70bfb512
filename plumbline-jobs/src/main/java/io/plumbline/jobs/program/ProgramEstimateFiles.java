package io.plumbline.jobs.program;

import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.input.SampleArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An estimate as JSON and as arrays, as {@code docs/program-protocol.md} describes them. */
final class ProgramEstimateFiles {
  private ProgramEstimateFiles() {}

  static Map<String, Object> json(ProgramEstimate found) {
    GradientEstimate gradient = found.gradient();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("program", found.settings().of().program());
    root.put("precision", SampleArrays.word(found.precision()));
    root.put("value", gradient.valueAtX());
    root.put("noise", gradient.noise().level());
    root.put("bounded", gradient.boundedCount());
    found.settings().h().ifPresent(h -> root.put("h", h));
    root.put("gradients", found.all());
    found.best().ifPresent(best -> root.put("bestStep", best.step()));
    List<Map<String, Object>> entries = new ArrayList<>();
    for (int k = 0; k < gradient.size(); k++) {
      Estimate each = gradient.get(k);
      int place = k;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("place", found.at().element(k));
      entry.put("estimate", each.value());
      entry.put("bound", each.bound());
      entry.put("step", each.step());
      entry.put("obtained", each.boundedness().name());
      found.quotients().ifPresent(values -> entry.put("quotient", values[place]));
      found.own().ifPresent(values -> entry.put("own", values[place]));
      entries.add(entry);
    }
    root.put("entries", entries);
    return root;
  }

  /** By input and by what they are, where there are several inputs. */
  static byte[] arrays(ProgramEstimate found) {
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("estimate", found.gradient().values());
    all.put("bound", found.gradient().bounds());
    all.put("step", found.gradient().steps());
    found.quotients().ifPresent(values -> all.put("quotient", values));
    found.own().ifPresent(values -> all.put("own", values));
    Inputs at = found.at();
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    int from = 0;
    for (String name : at.names()) {
      int start = from;
      int size = at.shape(name).size();
      String prefix = at.names().size() == 1 ? "" : name + "/";
      all.forEach(
          (what, values) ->
              arrays.put(
                  prefix + what,
                  NpyArray.of(
                      Arrays.copyOfRange(values, start, start + size), at.shape(name).extents())));
      from += size;
    }
    return NamedArrays.bytes(arrays);
  }
}
