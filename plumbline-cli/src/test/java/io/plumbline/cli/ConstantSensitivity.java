package io.plumbline.cli;

import io.plumbline.cli.NumericConstants.Constant;
import io.plumbline.cli.NumericConstants.Place;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Halves and doubles each number in the code that judges, and looks which test notices. A number
 * that may be halved and doubled unnoticed decides nothing that is tested.
 *
 * <p>The code is compiled once with {@link ChangedNumber} around its numbers. The tests run as they
 * are to see which of them asks for which number; then each number is changed under the tests that
 * ask for it, the quick ones first, as far as the seconds go that are given for it. Prints the rows
 * of {@code docs/sensitivity.md}:
 *
 * <pre>java -cp … io.plumbline.cli.ConstantSensitivity PART SECONDS TEST…</pre>
 *
 * PART is a part of the path of the files whose numbers are tried, SECONDS what the tests of one
 * change may take, each TEST the name of a class. The class path holds all modules' classes, also
 * those of their tests.
 */
final class ConstantSensitivity {
  private static final Path PROJECT = Fixtures.path("").getParent().getParent();

  /**
   * Tests of a change that take longer than so many seconds, and so many times theirs, are given
   * up.
   */
  private static final double PATIENCE = 20;

  private static final double LONGER = 8;

  private final List<Constant> constants;
  private final String part;
  private final double seconds;
  private final List<String> classes;
  private final Path compiled;
  private final List<Run> runs = new ArrayList<>();
  private Overlay product;

  /**
   * One test, as it went without a change.
   *
   * @param id JUnit's
   * @param name to print
   * @param seconds it took
   * @param asked for which numbers it asked
   */
  private record Run(String id, String name, double seconds, BitSet asked) {}

  private ConstantSensitivity(String part, double seconds, List<String> classes) throws Exception {
    this.constants = NumericConstants.of(PROJECT);
    this.part = part;
    this.seconds = seconds;
    this.classes = classes;
    this.compiled = Files.createTempDirectory("sensitivity");
    compile();
    this.product = new Overlay(compiled);
  }

  /**
   * Tries the numbers and prints a row for each.
   *
   * @param args part of a path, seconds, tests
   */
  public static void main(String[] args) throws Exception {
    ConstantSensitivity sensitivity =
        new ConstantSensitivity(
            args[0], Double.parseDouble(args[1]), List.of(args).subList(2, args.length));
    sensitivity.runAll();
    System.out.println("| constant | value | halved | doubled |\n|---|---|---|---|");
    for (int k = 0; k < sensitivity.constants.size(); k++) {
      Constant constant = sensitivity.constants.get(k);
      if (constant.file().toString().contains(sensitivity.part)) {
        System.out.printf(
            "| `%s` | `%s` | %s | %s |%n",
            constant.name(),
            constant.text(),
            sensitivity.noticed(k, 0.5),
            sensitivity.noticed(k, 2));
      }
    }
  }

  /** Compiles the folders of the modules that judge, leaving as it is what does not compile. */
  private void compile() throws IOException {
    Map<Path, TreeMap<Integer, String>> edits = new HashMap<>();
    NumericConstants.files(PROJECT).forEach(each -> edits.put(each, new TreeMap<>()));
    for (int k = 0; k < constants.size(); k++) {
      Constant constant = constants.get(k);
      String text = Files.readString(constant.file());
      TreeMap<Integer, String> own = edits.get(constant.file());
      for (Place place : constant.places()) {
        String value = text.substring(place.start(), place.end());
        own.put(
            place.start(),
            value.length() + " io.plumbline.cli.ChangedNumber.of(" + k + ", " + value + ")");
      }
    }
    while (true) {
      List<Diagnostic<? extends JavaFileObject>> errors = compile(edits);
      if (errors.isEmpty()) {
        return;
      }
      for (Diagnostic<? extends JavaFileObject> error : errors) {
        leaveOut(error, edits);
      }
    }
  }

  /** Takes back the change that an error stands at. */
  private void leaveOut(
      Diagnostic<? extends JavaFileObject> error, Map<Path, TreeMap<Integer, String>> edits) {
    Path copy = Path.of(error.getSource().toUri());
    Path file = PROJECT.resolve(compiled.resolve("source").relativize(copy));
    int moved = 0;
    for (Map.Entry<Integer, String> edit : edits.get(file).entrySet()) {
      int space = edit.getValue().indexOf(' ');
      int start = edit.getKey() + moved;
      int end = start + edit.getValue().length() - space - 1;
      if (error.getStartPosition() <= end && error.getEndPosition() >= start) {
        edits.get(file).remove(edit.getKey());
        return;
      }
      moved += end - start - Integer.parseInt(edit.getValue().substring(0, space));
    }
    throw new IllegalStateException(error.toString());
  }

  private List<Diagnostic<? extends JavaFileObject>> compile(
      Map<Path, TreeMap<Integer, String>> edits) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<Path, TreeMap<Integer, String>> file : edits.entrySet()) {
      StringBuilder text = new StringBuilder(Files.readString(file.getKey()));
      file.getValue()
          .descendingMap()
          .forEach(
              (start, edit) -> {
                int space = edit.indexOf(' ');
                int length = Integer.parseInt(edit.substring(0, space));
                text.replace(start, start + length, edit.substring(space + 1));
              });
      Path copy = compiled.resolve("source").resolve(PROJECT.relativize(file.getKey()));
      Files.createDirectories(copy.getParent());
      sources.add(Files.writeString(copy, text));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d",
              Files.createDirectories(compiled.resolve("classes")).toString(),
              "-proc:none",
              "-nowarn",
              "-cp",
              System.getProperty("java.class.path"));
      compiler
          .getTask(
              null, manager, found, options, null, manager.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .toList();
  }

  /** Runs each test as it is, and once more, since the first time compiles. */
  private void runAll() throws Exception {
    runOnce();
    runs.clear();
    runOnce();
    runs.sort(Comparator.comparingDouble(Run::seconds));
  }

  private void runOnce() throws Exception {
    for (String name : classes) {
      List<DiscoverySelector> own =
          List.of(DiscoverySelectors.selectClass(product.loadClass(name)));
      execute(
          own,
          new TestExecutionListener() {
            private long start;

            @Override
            public void executionStarted(TestIdentifier test) {
              ChangedNumber.seen();
              start = System.nanoTime();
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
              BitSet asked = ChangedNumber.seen();
              if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                String shown = "`" + name.substring(name.lastIndexOf('.') + 1);
                String method = test.getDisplayName().replace("()", "");
                shown += method.matches("\\w+") ? "." + method + "`" : "` " + method;
                double took = (System.nanoTime() - start) / 1e9;
                runs.add(new Run(test.getUniqueId(), shown, took, asked));
              } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                throw new IllegalStateException(test + " fails as it is", failure(result));
              }
            }
          },
          CancellationToken.disabled());
    }
  }

  private static Throwable failure(TestExecutionResult result) {
    return result.getThrowable().orElseThrow();
  }

  /** The first test that fails; what else is known if none does. */
  private String noticed(int constant, double factor) throws Exception {
    if (constants.get(constant).places().isEmpty()) {
      return "taken nowhere";
    }
    double left = seconds;
    boolean asked = false;
    boolean all = true;
    List<Run> chosen = new ArrayList<>();
    for (Run run : runs) {
      if (run.asked().get(constant) || ChangedNumber.once(constant)) {
        asked = true;
        all &= run.seconds() <= left;
        if (run.seconds() <= left) {
          left -= run.seconds();
          chosen.add(run);
        }
      }
    }
    if (!asked) {
      return "no test asks";
    }
    FirstFailure failure = new FirstFailure();
    ChangedNumber.change(constant, factor);
    if (ChangedNumber.once(constant)) {
      product = new Overlay(compiled);
    }
    List<DiscoverySelector> selectors = new ArrayList<>();
    chosen.forEach(each -> selectors.add(DiscoverySelectors.selectUniqueId(each.id())));
    Thread tests = new Thread(() -> execute(selectors, failure, failure.rest));
    tests.setDaemon(true);
    tests.start();
    tests.join((long) (1000 * (PATIENCE + LONGER * (seconds - left))));
    boolean endless = tests.isAlive();
    if (endless) {
      failure.rest.cancel();
      ChangedNumber.refuse();
      tests.join((long) (1000 * PATIENCE));
    }
    ChangedNumber.change(-1, 1);
    if (endless || ChangedNumber.once(constant)) {
      product = new Overlay(compiled);
    }
    if (endless) {
      return "does not end";
    }
    if (!failure.id.isEmpty()) {
      return runs.stream()
          .filter(each -> each.id().equals(failure.id))
          .map(Run::name)
          .findFirst()
          .orElse("a class does not load");
    }
    return all ? "nothing" : "nothing of the quick ones";
  }

  private void execute(
      List<DiscoverySelector> tests, TestExecutionListener listener, CancellationToken token) {
    Thread.currentThread().setContextClassLoader(product);
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(
                    LauncherDiscoveryRequestBuilder.request().selectors(tests).build())
                .listeners(listener)
                .cancellationToken(token)
                .build());
  }

  /** Notes the first test that fails, and spares the rest. */
  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken rest = CancellationToken.create();
    private String id = "";

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED && id.isEmpty()) {
        id = test.getUniqueId();
        rest.cancel();
      }
    }
  }

  /** The product's classes once more, those with numbers compiled anew. */
  private static final class Overlay extends URLClassLoader {
    Overlay(Path compiled) throws MalformedURLException {
      super(path(compiled), ConstantSensitivity.class.getClassLoader());
    }

    private static URL[] path(Path compiled) throws MalformedURLException {
      List<URL> path = new ArrayList<>();
      path.add(compiled.resolve("classes").toUri().toURL());
      for (String each : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
        path.add(Path.of(each).toUri().toURL());
      }
      return path.toArray(URL[]::new);
    }

    /** Its own before its parent's, but for the one that both must know. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("io.plumbline.") || name.equals(ChangedNumber.class.getName())) {
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
