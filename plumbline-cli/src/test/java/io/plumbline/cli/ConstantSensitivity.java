package io.plumbline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.cli.NumericConstants.Constant;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Halves and doubles each number in the code that judges, and looks who notices: quick tests of
 * planted mistakes first, and where they do not, the answers about the fixtures: verdicts, reasons,
 * first causes, and what explanations are made of. A number that may be halved and doubled
 * unnoticed decides nothing that is tested.
 *
 * <p>Prints the rows of {@code docs/sensitivity.md}. A number takes some seconds where a test
 * notices, else a minute:
 *
 * <pre>java -cp … io.plumbline.cli.ConstantSensitivity part-of-a-file's-path [tests]</pre>
 *
 * With {@code tests}, the fixtures are not asked. The class path holds all modules' classes, also
 * those of their tests.
 */
final class ConstantSensitivity {
  private static final Path PROJECT = Fixtures.path("").getParent().getParent();
  private static final List<String> FOLDERS =
      List.of(
          "mlp-onnx",
          "mlp-onnx-float64",
          "torchres-onnx",
          "torchres-onnx-float64",
          "seed-onnx",
          "seed-keras-float64",
          "padded-onnx-float64",
          "blocks-onnx",
          "seed-keras");
  private static final List<String> PAIRS =
      List.of(
          "seed-2-h1e-3",
          "seed-2-h1e-4",
          "seed-2-h1e-6",
          "seed-2-tile4",
          "seed-8-label",
          "seed-8-squeezed");

  /** Quick, and named by whose numbers they look at. */
  private static final Map<String, List<String>> TESTS =
      Map.ofEntries(
          Map.entry(
              "core/verdict",
              List.of(
                  "io.plumbline.core.verdict.DecisionTest",
                  "io.plumbline.core.verdict.PowerTest",
                  "io.plumbline.core.verdict.JudgeTest",
                  "io.plumbline.core.verdict.SolverTest")),
          Map.entry(
              "diagnose/check",
              List.of(
                  "io.plumbline.diagnose.check.PieceSearchTest",
                  "io.plumbline.diagnose.check.DeepCheckTest",
                  "io.plumbline.diagnose.check.DepthVerdictsTest")),
          Map.entry(
              "core/check",
              List.of(
                  "io.plumbline.core.check.GradientCheckTest",
                  "io.plumbline.core.check.JacobianCheckTest",
                  "io.plumbline.core.check.DomainTest",
                  "io.plumbline.core.check.OtherBranchTest",
                  "io.plumbline.core.check.RetractTest",
                  "io.plumbline.core.check.ReseedTest")),
          Map.entry("core/check/Directions", List.of("io.plumbline.core.check.ManyInputsTest")),
          Map.entry("core/check/Halves", List.of("io.plumbline.core.check.ManyInputsTest")),
          Map.entry(
              "core/check/JacobianCheck", List.of("io.plumbline.core.check.LargeJacobianTest")),
          Map.entry("core/check/Groups", List.of("io.plumbline.core.check.SparsityTest")),
          Map.entry(
              "core/cause",
              List.of(
                  "io.plumbline.core.cause.FactorTest",
                  "io.plumbline.core.cause.CausesTest",
                  "io.plumbline.core.cause.PlantedTest")),
          Map.entry(
              "diagnose/mistakes",
              List.of(
                  "io.plumbline.diagnose.mistakes.BackwardPassTest",
                  "io.plumbline.diagnose.mistakes.QuantumTest",
                  "io.plumbline.diagnose.mistakes.LeastSquaresTest",
                  "io.plumbline.diagnose.mistakes.RowSpaceTest",
                  "io.plumbline.diagnose.mistakes.ScalarTest",
                  "io.plumbline.diagnose.mistakes.SlipsTest")),
          Map.entry(
              "diagnose/explain",
              List.of(
                  "io.plumbline.diagnose.explain.ChainTest",
                  "io.plumbline.diagnose.explain.HonestExplanationsTest")),
          Map.entry("core/check/Ties", List.of("io.plumbline.core.check.TiesTest")),
          Map.entry("core/survey", List.of("io.plumbline.core.check.SurveyedCheckTest")));

  private final boolean testsAlone;
  private final Path folder;
  private final Map<String, List<String>> asItIs = new ConcurrentHashMap<>();

  private ConstantSensitivity(Path folder, boolean testsAlone) {
    this.folder = folder;
    this.testsAlone = testsAlone;
  }

  /**
   * Tries the constants and prints a row for each.
   *
   * @param args what the path of a constant's file must contain, and {@code tests} where only they
   *     are to be asked
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("sensitivity");
    ConstantSensitivity sensitivity = new ConstantSensitivity(folder, args.length > 1);
    List<Constant> constants =
        NumericConstants.of(PROJECT).stream()
            .filter(each -> each.file().toString().contains(args[0]))
            .toList();
    if (!sensitivity.testsAlone) {
      sensitivity.commands(folder.resolve("plain"), null, true);
    }
    System.out.println("| constant | value | halved | doubled |\n|---|---|---|---|");
    for (int k = 0; k < constants.size(); k++) {
      System.out.println(sensitivity.row(constants.get(k), k));
    }
  }

  private String row(Constant constant, int index) throws Exception {
    return String.format(
        "| `%s` | `%s` | %s | %s |",
        constant.name(),
        constant.text(),
        changed(constant, " / 2", folder.resolve(index + "h")),
        changed(constant, " * 2", folder.resolve(index + "d")));
  }

  private String changed(Constant constant, String by, Path overlay) throws Exception {
    String source = Files.readString(constant.file());
    String mutant =
        source.substring(0, constant.start())
            + "("
            + constant.text()
            + by
            + ")"
            + source.substring(constant.end());
    if (!compiles(constant.file(), mutant, overlay)) {
      return "does not compile";
    }
    String noticed = tests(constant.file(), overlay);
    return !noticed.isEmpty()
        ? noticed
        : testsAlone ? "nothing" : commands(overlay, overlay, false);
  }

  /** The first test that fails; empty if none does. */
  private static String tests(Path file, Path overlay) throws Exception {
    List<String> tests =
        TESTS.entrySet().stream()
            .filter(each -> file.toString().contains(each.getKey()))
            .flatMap(each -> each.getValue().stream())
            .toList();
    try (Overlay loader = Overlay.of(overlay)) {
      for (String test : tests) {
        FirstFailure failure = new FirstFailure();
        LauncherFactory.create()
            .execute(
                LauncherExecutionRequestBuilder.request(
                        LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass(loader.loadClass(test)))
                            .build())
                    .listeners(failure)
                    .cancellationToken(failure.rest)
                    .build());
        if (!failure.name.isEmpty()) {
          return "`" + test.substring(test.lastIndexOf('.') + 1) + "`: " + failure.name;
        }
      }
    }
    return "";
  }

  /** Notes the first test that fails, and spares the rest. */
  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken rest = CancellationToken.create();
    private String name = "";

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED && name.isEmpty()) {
        name = test.getDisplayName();
        rest.cancel();
      }
    }
  }

  private static boolean compiles(Path file, String text, Path into) throws IOException {
    Path classes = Files.createDirectories(into.resolve("classes"));
    Path copy = Files.createDirectories(into.resolve("source")).resolve(file.getFileName());
    Files.writeString(copy, text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(d -> {}, null, null)) {
      return compiler
          .getTask(
              new java.io.StringWriter(),
              manager,
              d -> {},
              List.of(
                  "-d",
                  classes.toString(),
                  "-proc:none",
                  "-cp",
                  System.getProperty("java.class.path")),
              null,
              manager.getJavaFileObjects(copy))
          .call();
    }
  }

  /** Runs all commands; the first whose answer is another, or how many there are. */
  private String commands(Path out, Path overlay, boolean note) throws Exception {
    Files.createDirectories(out);
    try (Overlay loader = Overlay.of(overlay)) {
      Method by =
          loader.loadClass("io.plumbline.cli.Printed").getDeclaredMethod("by", String[].class);
      by.setAccessible(true);
      for (Map.Entry<String, List<String>> each : arguments().entrySet()) {
        Path json = out.resolve(each.getKey() + ".json");
        List<String> args = new ArrayList<>(each.getValue());
        args.addAll(List.of("--json", json.toString()));
        Object printed = by.invoke(null, (Object) args.toArray(String[]::new));
        List<String> answers = Files.exists(json) ? answers(json) : List.of(printed.toString());
        if (note) {
          asItIs.put(each.getKey(), answers);
        } else if (!answers.equals(asItIs.get(each.getKey()))) {
          return each.getKey() + ", " + differing(answers, asItIs.get(each.getKey()));
        }
      }
    }
    return "nothing";
  }

  private static String differing(List<String> answers, List<String> before) {
    int count = Math.abs(answers.size() - before.size());
    String first = "";
    for (int k = 0; k < Math.min(answers.size(), before.size()); k++) {
      if (!answers.get(k).equals(before.get(k))) {
        first = first.isEmpty() ? before.get(k) + " to " + answers.get(k) : first;
        count++;
      }
    }
    String all = count + " of " + before.size();
    return first.isEmpty() ? all : all + ": " + first;
  }

  private static Map<String, List<String>> arguments() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String name : FOLDERS) {
      Path cases = Fixtures.path("cases/" + name);
      JsonObject facts = read(cases.resolve("cases.json")).getAsJsonObject();
      List<String> args =
          new ArrayList<>(
              List.of(
                  "check",
                  Fixtures.path(facts.get("model").getAsString()).toString(),
                  "--input",
                  cases.resolve("inputs.npy").toString(),
                  "--label",
                  cases.resolve("labels.npy").toString(),
                  "--gradient",
                  cases.resolve("gradients.npy").toString()));
      if (facts.get("from_logits").getAsBoolean()) {
        args.add("--logits");
      }
      if (name.endsWith("float64")) {
        args.addAll(List.of("--precision", "float64"));
      }
      all.put(name, args);
    }
    for (String name : PAIRS) {
      Path pair = Fixtures.path("explain/" + name);
      JsonObject facts = read(pair.resolve("case.json")).getAsJsonObject();
      all.put(
          "explain " + name,
          List.of(
              "explain",
              Fixtures.path(facts.get("model").getAsString()).toString(),
              "--input",
              pair.resolve("input.npy").toString(),
              "--label",
              facts.get("label").getAsString(),
              "--analytic",
              pair.resolve("analytic.npy").toString(),
              "--numeric",
              pair.resolve("numeric.npy").toString(),
              "--h",
              facts.get("h").getAsString()));
    }
    return all;
  }

  /** What a command answered, without its figures. */
  private static List<String> answers(Path json) {
    List<String> answers = new ArrayList<>();
    collect(read(json), "", answers);
    return answers;
  }

  /** Every verdict, reason, and id of a cause or part, in the order in which they stand. */
  private static void collect(JsonElement element, String key, List<String> answers) {
    if (element.isJsonArray()) {
      JsonArray array = element.getAsJsonArray();
      array.forEach(each -> collect(each, key, answers));
    } else if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      object.entrySet().forEach(each -> collect(each.getValue(), each.getKey(), answers));
    } else if (List.of("verdict", "reason", "id", "tieRule").contains(key)) {
      answers.add(element.isJsonNull() ? key + " none" : element.getAsString());
    }
  }

  private static JsonElement read(Path json) {
    try {
      return JsonParser.parseString(Files.readString(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The product's classes once more, one file of them compiled anew. */
  private static final class Overlay extends URLClassLoader {
    private Overlay(URL[] path) {
      super(path, ConstantSensitivity.class.getClassLoader());
    }

    static Overlay of(Path overlay) throws MalformedURLException {
      List<URL> path = new ArrayList<>();
      if (overlay != null) {
        path.add(overlay.resolve("classes").toUri().toURL());
      }
      for (String each : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
        path.add(Path.of(each).toUri().toURL());
      }
      return new Overlay(path.toArray(URL[]::new));
    }

    /** Its own before its parent's: only so do mutants meet each other. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("io.plumbline.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      URL url = findResource(name);
      try {
        return url == null ? super.getResourceAsStream(name) : url.openStream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
