package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.PlantedTest.Sample;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What each mistake costs for each array that has one, to six digits, and what is said of it. Every
 * choice between causes is one between such costs, so that none of them may change unnoticed:
 * {@code -Dplumbline.write=true} writes the ledger anew, and what has changed in it is to be read.
 */
class LedgerTest {
  private static final Path LEDGER =
      Path.of("src/test/resources/io/plumbline/core/cause/ledger.txt");

  /** By name, what becomes of a gradient. */
  private static Map<String, PlantedTest.Mistake> mistakes() {
    Map<String, PlantedTest.Mistake> all = new LinkedHashMap<>();
    for (double factor : new double[] {-1, 2, 255, 1 / 128.0, 1.01, 0.73, 1e-6, 1e12}) {
      all.put("times " + factor, (g, s, r) -> PlantedTest.times(g, factor));
    }
    all.put("each channel times its own", (g, s, r) -> byChannel(g, s.image(), 3, 4, 5));
    all.put("channels times 1, 2, 1", (g, s, r) -> byChannel(g, s.image(), 1, 2, 1));
    all.put("one channel negated", (g, s, r) -> byChannel(g, s.image(), 1, -1, 1));
    for (int turn = 0; turn < 4; turn++) {
      int kind = turn;
      all.put("turned " + turn, (g, s, r) -> turned(s.image(), kind).apply(g));
      all.put(
          "turned and scaled " + turn,
          (g, s, r) -> PlantedTest.times(turned(s.image(), kind).apply(g), 255));
    }
    for (int[] by : new int[][] {{0, 1}, {-2, 3}}) {
      for (boolean wrap : new boolean[] {true, false}) {
        all.put(
            "moved " + Arrays.toString(by) + (wrap ? ", wrapped" : ""),
            (g, s, r) -> moved(g, s.image(), by, wrap));
      }
    }
    all.put("zero", (g, s, r) -> new double[g.length]);
    all.put("a box of zeros", (g, s, r) -> zeroed(g, s.image(), 3, 9, 4, 8));
    all.put("rows of zeros", (g, s, r) -> zeroed(g, s.image(), 5, 8, 0, 99));
    all.put("columns of zeros", (g, s, r) -> zeroed(g, s.image(), 0, 99, 2, 4));
    all.put("every third zero", (g, s, r) -> each(g, k -> k % 3 == 0 ? 0 : g[k]));
    all.put("the second half zero", (g, s, r) -> each(g, k -> k < g.length / 2 ? g[k] : 0));
    all.put("one channel zero", (g, s, r) -> byChannel(g, s.image(), 1, 0, 1));
    for (double most : new double[] {0.05, 0.3, 1.5}) {
      all.put("clipped at " + most, (g, s, r) -> clipped(g, most * size(g)));
    }
    all.put("no negative ones", (g, s, r) -> each(g, k -> Math.max(0, g[k])));
    all.put("no positive ones", (g, s, r) -> each(g, k -> Math.min(0, g[k])));
    all.put("sizes alone", (g, s, r) -> each(g, k -> Math.abs(g[k])));
    all.put("small ones zero", (g, s, r) -> each(g, k -> Math.abs(g[k]) < size(g) / 5 ? 0 : g[k]));
    all.put("scaled to a norm of 1", (g, s, r) -> PlantedTest.times(g, 1 / norm(g)));
    for (double sign : new double[] {1, -0.3}) {
      all.put("signs times " + sign, (g, s, r) -> each(g, k -> (float) (sign * Math.signum(g[k]))));
    }
    for (Precision format : List.of(Precision.BFLOAT16, Precision.FLOAT16)) {
      all.put(format.toString(), (g, s, r) -> each(g, k -> format.round(g[k])));
      all.put(format + ", negated", (g, s, r) -> each(g, k -> format.round(-1.5 * g[k])));
    }
    for (int tile : new int[] {2, 4}) {
      all.put("means of tiles of " + tile, (g, s, r) -> tiled(g, s.image(), tile, true));
      all.put("sums of tiles of " + tile, (g, s, r) -> tiled(g, s.image(), tile, false));
    }
    for (int count : new int[] {1, 4}) {
      all.put(count + " entries off", (g, s, r) -> some(g, count));
    }
    all.put("not a number", (g, s, r) -> each(g, k -> k == 30 ? Double.NaN : g[k]));
    all.put("noise", (g, s, r) -> each(g, k -> (float) (g[k] + size(g) / 9 * r.nextGaussian())));
    all.put("noise alone", (g, s, r) -> each(g, k -> (float) (size(g) * r.nextGaussian())));
    all.put(
        "square roots", (g, s, r) -> each(g, k -> Math.signum(g[k]) * Math.sqrt(Math.abs(g[k]))));
    all.put("a penalty's term", (g, s, r) -> each(g, k -> (float) (g[k] + 0.01 * weight(s)[k])));
    all.put("twice its term", (g, s, r) -> each(g, k -> (float) (g[k] + 0.02 * weight(s)[k])));
    all.put(
        "a penalty forgotten", (g, s, r) -> each(g, k -> (float) (g[k] - 0.037 * weight(s)[k])));
    all.put(
        "signs of the weight", (g, s, r) -> each(g, k -> g[k] + 1e-3 * Math.signum(weight(s)[k])));
    for (double kept : new double[] {0.9, 0.5, 0.7}) {
      all.put("an average that keeps " + kept, (g, s, r) -> averaged(g, s, kept, 1 - kept));
    }
    all.put("a momentum of 0.9", (g, s, r) -> averaged(g, s, 0.9, 1));
    return all;
  }

  private interface Entry {
    double of(int k);
  }

  private static double[] each(double[] like, Entry entry) {
    double[] values = new double[like.length];
    Arrays.setAll(values, entry::of);
    return values;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static double size(double[] values) {
    return norm(values) / Math.sqrt(values.length);
  }

  private static Transform turned(Image image, int kind) {
    List<Transform> all = Transform.ofAxes(image);
    return all.get(kind % all.size());
  }

  private static double[] byChannel(double[] g, Image image, double... factors) {
    return each(g, k -> (float) (factors[image.channel(k) % factors.length] * g[k]));
  }

  private static double[] moved(double[] g, Image image, int[] by, boolean wrap) {
    return each(
        g,
        k -> {
          int from = image.moved(k, by[0], by[1], wrap);
          return from < 0 ? 0 : g[from];
        });
  }

  private static double[] zeroed(double[] g, Image image, int top, int end, int left, int right) {
    return each(
        g,
        k -> {
          boolean high = image.row(k) >= top && image.row(k) < end;
          return high && image.column(k) >= left && image.column(k) < right ? 0 : g[k];
        });
  }

  private static double[] clipped(double[] g, double most) {
    return each(g, k -> Math.max(-most, Math.min(most, g[k])));
  }

  private static double[] tiled(double[] g, Image image, int tile, boolean mean) {
    return each(
        g,
        k -> {
          double sum = 0;
          int count = 0;
          for (int j = 0; j < g.length; j++) {
            if (image.row(j) / tile == image.row(k) / tile
                && image.column(j) / tile == image.column(k) / tile
                && image.channel(j) == image.channel(k)) {
              sum += g[j];
              count++;
            }
          }
          return (float) (mean ? sum / count : sum);
        });
  }

  private static double[] some(double[] g, int count) {
    double[] wrong = g.clone();
    for (int k = 60, left = count; left > 0; k++) {
      if (Math.abs(g[k]) > size(g) / 2) {
        wrong[k] *= 1.5;
        left--;
      }
    }
    return wrong;
  }

  private static double[] weight(Sample sample) {
    return new Random(7).doubles(sample.derivative().length, -1, 1).toArray();
  }

  private static double[] averaged(double[] g, Sample sample, double kept, double added) {
    double[] average = each(g, k -> added * before(sample, 2)[k]);
    double[] next = each(g, k -> kept * average[k] + added * before(sample, 1)[k]);
    return each(g, k -> kept * next[k] + added * g[k]);
  }

  /** Gradients of other samples, so many steps before. */
  private static double[] before(Sample sample, int back) {
    Random random = new Random(back);
    double size = size(sample.derivative());
    return back == 0
        ? sample.derivative()
        : each(sample.derivative(), k -> size * random.nextGaussian());
  }

  /** All that arrays show, and what is known of a weight, an input and the steps before. */
  private static List<Mistake> finders(Sample sample) {
    List<Mistake> finders = new ArrayList<>(Causes.ofArrays());
    finders.add(WeightDecay.ofWeight(weight(sample)));
    finders.add(WeightDecay.ofInput(weight(sample), "x"));
    MovingAverage.Steps steps =
        new MovingAverage.Steps(
            2,
            back -> before(sample, back),
            List.of(new MovingAverage.Other("sample 3's", () -> before(sample, 3))));
    finders.add(MovingAverage.upToThis(() -> List.of(steps)));
    finders.add(MovingAverage.overAll(() -> List.of(steps)));
    finders.add(new BeforeSoftmax(weight(sample)));
    return finders;
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<Sample> samples =
        List.of(
            PlantedTest.sample(3, Shape.of(3, 7, 8), true),
            PlantedTest.sample(4, Shape.of(11, 12), false));
    for (Sample sample : samples) {
      Random random = new Random(2000);
      double[] right = PlantedTest.handedOut(sample.derivative(), sample, random);
      for (Map.Entry<String, PlantedTest.Mistake> mistake : mistakes().entrySet()) {
        double[] wrong = mistake.getValue().in(right, sample, random);
        String name = sample.shape() + " " + mistake.getKey();
        priced(name, sample.with(wrong), sample, lines);
        if (sample.channelsFirst()) {
          Suspicion two =
              new Suspicion(
                  wrong,
                  sample.shape(),
                  true,
                  List.of(sample.derivative(), PlantedTest.times(sample.derivative(), 1.001)),
                  sample.rounding(),
                  List.of(new Factor(0.3, "a convention", "")));
          priced(name + ", of two", two, sample, lines);
        } else {
          Suspicion ofFunction =
              Suspicion.ofFunction(wrong, sample.shape(), sample.derivative(), sample.rounding());
          priced(name + ", a function's", ofFunction, sample, lines);
        }
      }
    }
    return lines;
  }

  private static void priced(String name, Suspicion suspicion, Sample sample, List<String> lines) {
    Misfit misfit = suspicion.misfit();
    lines.add(name + ": " + digits(misfit.nothing()) + " nats");
    for (Mistake finder : finders(sample)) {
      finder
          .find(suspicion)
          .ifPresent(
              found ->
                  lines.add(
                      String.format(
                          "  %s of %s: %s",
                          digits(found.cost()),
                          digits(finder.leastPrice(suspicion)),
                          told(found.cause()))));
    }
    List<Cause> causes = Causes.of(Causes.ofArrays()).explain(suspicion);
    lines.add("  " + causes.stream().map(Cause::id).toList());
    causes.stream()
        .filter(cause -> cause.id().equals("unknown") || cause.id().equals("one-of"))
        .forEach(cause -> lines.add("  " + told(cause)));
  }

  private static String told(Cause cause) {
    return cause.id()
        + " "
        + digits(cause.confidence())
        + " "
        + shown(cause.details())
        + " "
        + cause.sentence();
  }

  /** Numbers to six digits, which no other rounding of a logarithm changes. */
  private static String shown(Object detail) {
    if (detail instanceof Double number) {
      return digits(number);
    } else if (detail instanceof double[] numbers) {
      return Arrays.stream(numbers).mapToObj(LedgerTest::digits).toList().toString();
    } else if (detail instanceof List<?> list) {
      return list.stream().map(LedgerTest::shown).toList().toString();
    } else if (detail instanceof Map<?, ?> map) {
      Map<String, String> all = new LinkedHashMap<>();
      map.forEach((key, value) -> all.put(key.toString(), shown(value)));
      return all.toString();
    }
    return String.valueOf(detail);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  @Test
  void whatMistakesCost() throws IOException {
    List<String> lines = lines();
    if (Boolean.getBoolean("plumbline.write")) {
      Files.createDirectories(LEDGER.getParent());
      Files.write(LEDGER, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(LEDGER));
  }
}
