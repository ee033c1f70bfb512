package io.plumbline.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the benchmarks and prints their tables, and writes them as JSON when asked to. */
public final class Benchmarks {
  private static final int[] SIDES = {28, 56, 112};
  private static final int[] CONVOLUTIONS = {2, 4, 8};

  private Path json;
  private int rounds = 15;
  private String only = "";

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param arguments {@code --json FILE}, {@code --rounds N}, {@code --only seed|scaling}
   * @throws Exception if the peer cannot be run or the file cannot be written
   */
  public static void main(String[] arguments) throws Exception {
    Benchmarks benchmarks = new Benchmarks();
    for (int k = 0; k < arguments.length; k += 2) {
      String value = k + 1 < arguments.length ? arguments[k + 1] : "";
      if (!benchmarks.accepts(arguments[k], value)) {
        System.err.println("usage: run [--json FILE] [--rounds N] [--only seed|scaling]");
        System.exit(2);
      }
    }
    benchmarks.run();
  }

  private boolean accepts(String option, String value) {
    if (option.equals("--json") && !value.isEmpty()) {
      json = Path.of(value);
    } else if (option.equals("--rounds") && value.matches("[1-9][0-9]{0,5}")) {
      rounds = Integer.parseInt(value);
    } else if (option.equals("--only") && (value.equals("seed") || value.equals("scaling"))) {
      only = value;
    } else {
      return false;
    }
    return true;
  }

  private void run() throws Exception {
    Map<String, Object> all = new LinkedHashMap<>(machine());
    System.out.println(all);
    if (!only.equals("scaling")) {
      List<Timing.Result> results = new SeedNetworkTimes().time(rounds);
      printSeed(results);
      all.put("seed", results);
    }
    if (!only.equals("seed")) {
      List<GeneratedNetwork.Cost> costs = new ArrayList<>();
      printScalingHead();
      for (int side : SIDES) {
        for (int convolutions : CONVOLUTIONS) {
          GeneratedNetwork.Cost cost = new GeneratedNetwork(side, convolutions).cost(5);
          printScaling(cost);
          costs.add(cost);
        }
      }
      all.put("scaling", costs);
    }
    if (json != null) {
      write(new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
    }
  }

  private static Map<String, Object> machine() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("java", Runtime.version().toString());
    machine.put("architecture", system.getArch());
    machine.put("processors", system.getAvailableProcessors());
    machine.put("heapMegabytes", Runtime.getRuntime().maxMemory() >> 20);
    machine.put("loadAverage", Math.round(10 * system.getSystemLoadAverage()) / 10.0);
    return machine;
  }

  private static void printSeed(List<Timing.Result> results) {
    line("%n%-52s %12s %12s", "seed network, test image 2", "median ms", "least ms");
    for (Timing.Result each : results) {
      line("%-52s %12.3f %12.3f", each.name(), each.median() / 1e6, each.least() / 1e6);
    }
  }

  private static void printScalingHead() {
    line(
        "%n%6s %13s %14s %12s %14s %10s",
        "pixels", "convolutions", "multiply-adds", "forward us", "coordinate us", "ratio");
  }

  private static void printScaling(GeneratedNetwork.Cost cost) {
    line(
        "%6d %13d %14d %12.1f %14.2f %10.1f",
        cost.side(),
        cost.convolutions(),
        cost.multiplyAdds(),
        cost.forward() / 1e3,
        cost.coordinate() / 1e3,
        2 * cost.forward() / cost.coordinate());
  }

  private static void line(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  private void write(String text) throws IOException {
    Path target = json.toAbsolutePath();
    Path partial = Files.createTempFile(target.getParent(), target.getFileName().toString(), null);
    Files.writeString(partial, text);
    Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
  }
}
