package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher {@code ./plumbline} itself, with a Maven that takes no time: it puts a program in
 * place that prints its arguments.
 */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher there is plumbline.cmd")
class LauncherTest {
  private static final String FIRST = "plumbline: first use: building";
  private static final String AGAIN = "plumbline: sources have changed: building again";

  @TempDir private Path directory;
  private Path root;
  private Path tools;
  private Path source;

  /** What the launcher did. */
  private record Started(int code, String out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectories(directory.resolve("a clone of it"));
    tools = Files.createDirectories(directory.resolve("tools"));
    Path launcher = Path.of("..", "plumbline").toAbsolutePath().normalize();
    Files.copy(launcher, root.resolve("plumbline"));
    executable(root.resolve("plumbline"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    source = root.resolve("plumbline-cli/src/main/java/Main.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Main {}");
    // Sources are older than the build, as on a machine where people write them.
    age(root.resolve("pom.xml"));
    age(source);
    for (Path at = source.getParent(); !at.equals(root); at = at.getParent()) {
      age(at);
    }
    makeProgram(tools.resolve("program.jar"));
    maven("sleep 1; mkdir -p \"$app\" && cp \"$tools/program.jar\" \"$app/plumbline-cli-1.jar\"");
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void maven(String body) throws IOException {
    Path maven = tools.resolve("mvn");
    Files.writeString(
        maven,
        "#!/bin/sh\necho built >>'"
            + tools
            + "/builds'\ntools='"
            + tools
            + "'\napp='"
            + root
            + "/plumbline-cli/target/app'\n"
            + body
            + "\n");
    executable(maven);
  }

  private void makeProgram(Path jar) throws IOException {
    Path java = directory.resolve("Main.java");
    Files.writeString(
        java,
        "package io.plumbline.cli;\npublic class Main { public static void main(String[] args) {"
            + " System.out.println(String.join(\"|\", args));"
            + " if (args.length == 1 && args[0].equals(\"memory\"))"
            + " System.out.println(Runtime.getRuntime().maxMemory() >> 20); for (String arg : args) if"
            + " (!arg.isEmpty() && java.nio.file.Files.exists(java.nio.file.Path.of(arg)))"
            + " System.out.println(\"there\"); System.exit(args.length); } }");
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", directory.toString(), java.toString());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream program = new JarOutputStream(out)) {
      program.putNextEntry(new JarEntry("io/plumbline/cli/Main.class"));
      Files.copy(directory.resolve("io/plumbline/cli/Main.class"), program);
    }
  }

  private ProcessBuilder launcher(Path executable, String... args) {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(args));
    ProcessBuilder process = new ProcessBuilder(command).directory(directory.toFile());
    process.environment().put("PATH", tools + ":/usr/bin:/bin");
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().remove("JAVA_TOOL_OPTIONS");
    return process;
  }

  private Started start(ProcessBuilder builder) throws Exception {
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Started(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Started start(String... args) throws Exception {
    return start(launcher(root.resolve("plumbline"), args));
  }

  private long builds() throws IOException {
    return Files.readAllLines(tools.resolve("builds")).size();
  }

  @Test
  void buildsOnceAndPassesArgumentsOn() throws Exception {
    Started first = start("show", "a model.onnx", "*");
    assertThat(first.err()).startsWith(FIRST).contains("plumbline: built in").hasLineCount(2);
    assertThat(first.out()).isEqualTo("show|a model.onnx|*\n");
    assertThat(first.code()).isEqualTo(3);

    Started second = start();
    assertThat(second.err()).isEmpty();
    assertThat(second.code()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  /** At a terminal, which {@code script} gives. */
  @Test
  void saysAtATerminalHowFarTheBuildIs() throws Exception {
    maven(
        "echo 'Downloading from central: https://a.b/engine-2.jar'; "
            + "echo 'Downloaded from central: https://a.b/engine-2.jar (112 MB at 9.1 MB/s)'; "
            + "echo 'Downloaded from central: https://a.b/small.pom (900 kB at 20 kB/s)'; "
            + "echo 'Downloading from central: https://a.b/runtime-1.jar'; "
            + "echo '[INFO] Building Plumbline: core 0.1.0                     [3/15]'; "
            + "sleep 2; mkdir -p \"$app\" && cp \"$tools/program.jar\" \"$app/plumbline-cli-1.jar\"");
    Path typed = directory.resolve("typed");
    Files.writeString(typed, "");
    ProcessBuilder terminal = launcher(root.resolve("plumbline"));
    terminal.command("script", "-qec", "'" + root.resolve("plumbline") + "' x", "/dev/null");
    Path seen = directory.resolve("seen");
    terminal.redirectInput(typed.toFile()).redirectErrorStream(true).redirectOutput(seen.toFile());
    Process process;
    try {
      process = terminal.start();
    } catch (IOException e) {
      assumeTrue(false, "there is no script, which gives a terminal");
      throw e;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(seen)
        .content(StandardCharsets.UTF_8)
        .contains(
            "; module [3/15]; 112 MB downloaded, now runtime-1.jar", " s; 112 MB downloaded\r\n");
  }

  /** The program here has nothing to rehearse, so that Java archives no classes. */
  @Test
  void anArchiveThatCannotBeMadeIsNotTriedAgain() throws Exception {
    assertThat(start().code()).isZero();
    Path app = root.resolve("plumbline-cli/target/app");
    List<Path> tried;
    try (Stream<Path> files = Files.list(app)) {
      tried = files.filter(file -> file.getFileName().toString().contains(".jsa")).toList();
    }
    assertThat(tried).singleElement().asString().endsWith(".jsa.none");
    age(tried.get(0));
    FileTime first = Files.getLastModifiedTime(tried.get(0));
    assertThat(start().code()).isZero();
    assertThat(Files.getLastModifiedTime(tried.get(0))).isEqualTo(first);
  }

  @Test
  void buildsAgainWhenASourceChangesOrGoes() throws Exception {
    start();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(start().err()).startsWith(AGAIN);
    age(source);
    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(start().err()).startsWith(AGAIN);
    assertThat(builds()).isEqualTo(3);
  }

  /** The last two are most often not installed, and then mean C. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1"})
  void pathsAreFoundInEveryLocale(String locale) throws Exception {
    // Made by the shell, because this process may itself be in a locale of ASCII.
    new ProcessBuilder("sh", "-c", "touch \"$(printf 'gr\\303\\266\\303\\237e')\"")
        .directory(directory.toFile())
        .start()
        .waitFor();
    ProcessBuilder builder =
        launcher(Path.of("/bin/sh"), "-c", "exec '" + root + "/plumbline' gr*e");
    builder.environment().put("LC_ALL", locale);
    assertThat(start(builder).out()).endsWith("there\n");
  }

  @Test
  void isFoundThroughLinks() throws Exception {
    Path there = Files.createSymbolicLink(directory.resolve("there"), root.resolve("plumbline"));
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("pl"), Path.of("../there"));
    assertThat(there).isSymbolicLink();
    assertThat(start(launcher(link, "x")).out()).isEqualTo("x\n");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    ProcessBuilder other = launcher(root.resolve("plumbline"), "one");
    Process one =
        other.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Started two = start("two", "words");
    assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(one.exitValue()).isEqualTo(1);
    assertThat(two.code()).isEqualTo(2);
    assertThat(builds()).isEqualTo(1);
    assertThat(root.resolve("plumbline-cli/target/building")).doesNotExist();
  }

  @Test
  void aLockLeftBehindIsTakenOver() throws Exception {
    Path lock = Files.createDirectories(root.resolve("plumbline-cli/target/building"));
    Files.writeString(lock.resolve("pid"), "99999999");
    assertThat(start("x").out()).isEqualTo("x\n");
  }

  @Test
  void aFailedBuildShowsItsErrors() throws Exception {
    maven("echo '[INFO] noise'; echo '[ERROR] the cause'; exit 1");
    Started started = start("run");
    assertThat(started.code()).isEqualTo(1);
    assertThat(started.out()).isEmpty();
    assertThat(started.err())
        .contains("[ERROR] the cause\n")
        .doesNotContain("noise")
        .endsWith("plumbline: the whole log: " + root + "/plumbline-cli/target/build.log\n");
    maven("mkdir -p \"$app\" && cp \"$tools/program.jar\" \"$app/plumbline-cli-1.jar\"");
    assertThat(start("x").out()).isEqualTo("x\n");
  }

  @Test
  void sayWhatIsMissing() throws Exception {
    ProcessBuilder noJava = launcher(root.resolve("plumbline"));
    noJava.environment().put("JAVA_HOME", "/nowhere");
    Started started = start(noJava);
    assertThat(started.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(started.err())
        .isEqualTo("plumbline: JAVA_HOME (/nowhere) must be a JDK of version 17 or newer\n");

    Path old = Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(old.resolve("java"), "#!/bin/sh\n");
    executable(old.resolve("java"));
    Files.writeString(
        directory.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n", StandardCharsets.UTF_8);
    ProcessBuilder oldJava = launcher(root.resolve("plumbline"));
    oldJava.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
    assertThat(start(oldJava).err())
        .isEqualTo("plumbline: Java (11.0.2, " + old + "/java) must be of version 17 or newer\n");
  }

  /** The Java that is in it is taken before any other. */
  @Test
  void aReleaseIsNotBuiltAndStartsItsOwnJava() throws Exception {
    Path release = Files.createDirectories(directory.resolve("a release"));
    Path launcher = Files.copy(root.resolve("plumbline"), release.resolve("plumbline"));
    executable(launcher);
    Path lib = Files.createDirectories(release.resolve("lib"));
    Files.copy(tools.resolve("program.jar"), lib.resolve("plumbline-cli-1.jar"));
    Files.createSymbolicLink(release.resolve("java"), Path.of(System.getProperty("java.home")));
    ProcessBuilder builder = launcher(launcher, "x");
    builder.environment().put("JAVA_HOME", "/nowhere");
    Started started = start(builder);
    assertThat(started.err()).isEmpty();
    assertThat(started.out()).isEqualTo("x\n");
    assertThat(tools.resolve("builds")).doesNotExist();
  }

  private int memory(String options) throws Exception {
    ProcessBuilder builder = launcher(root.resolve("plumbline"), "memory");
    builder.environment().put("PLUMBLINE_JAVA_OPTIONS", options);
    Started started = start(builder);
    assertThat(started.err()).doesNotContain("MaxNewSize", "warning");
    return Integer.parseInt(started.out().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void javaMayTakeAThirdOfTheMemoryFromOneToFourGigabytes() throws Exception {
    long machine =
        Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
            .findFirst()
            .orElseThrow();
    // Of new objects one of two halves is always empty, and is not counted.
    int free = 45;
    assertThat((long) memory(""))
        .isBetween(1024L - free, Math.max(1024, Math.min(4096, machine / 3)));
    assertThat(memory("-Xmx300m")).isBetween(300 - free, 300);
    assertThat(memory("-Xmx1500m")).isBetween(1500 - free, 1500);
  }

  /** The step of the action for GitHub: its words, what it keeps, and what it says of the code. */
  @ParameterizedTest
  @CsvSource({"0, PASS", "2, ''", "3, FAIL", "4, INCONCLUSIVE"})
  void theActionSaysTheVerdictAndEndsAsTheCheckDoes(int code, String verdict) throws Exception {
    Path clone = Files.createDirectories(directory.resolve("an action/.ci"));
    Path step = Files.copy(Path.of("../.ci/action"), clone.resolve("action"));
    Path check = clone.resolveSibling("plumbline");
    Files.writeString(check, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit " + code + "\n");
    executable(check);
    ProcessBuilder builder = launcher(Path.of("/bin/bash"), step.toString());
    Path reports = directory.resolve("reports");
    Path output = directory.resolve("output");
    builder.environment().put("CHECK", "'a model.onnx' --input x.npy; $(touch there)");
    builder.environment().put("REPORTS", reports.toString());
    builder.environment().put("GITHUB_OUTPUT", output.toString());
    builder.environment().remove("GITHUB_STEP_SUMMARY");
    Started started = start(builder);
    assertThat(started.code()).isEqualTo(code);
    assertThat(started.out().lines())
        .containsExactly(
            "check",
            "a model.onnx",
            "--input",
            "x.npy;",
            "$(touch",
            "there)",
            "--report",
            reports + "/report.html",
            "--junit",
            reports + "/junit.xml");
    assertThat(reports.resolve("printed.txt")).hasContent(started.out());
    assertThat(output).hasContent("verdict=" + verdict);
    assertThat(directory.resolve("there")).doesNotExist();
  }

  /** What cannot be run here has at least the same options for Java, and says the same. */
  @Test
  void theOneForWindowsSaysAndPassesOnTheSame() throws IOException {
    String here = Files.readString(Path.of("../plumbline"));
    String there =
        Files.readString(Path.of("../plumbline.cmd"))
            .replace("^", "")
            .replaceAll("%[A-Za-z_~]+%|%%~?h|\"", "")
            .replaceAll(" +", " ");
    assertThat(words(here, "-(?:X|D|P|-enable|-sun)[A-Za-z:+.=-]+[a-z0-9]"))
        .hasSizeGreaterThan(12)
        .allSatisfy(option -> assertThat(there).contains(option));
    assertThat(there).contains("plumbline: building, ", "plumbline: built in ", " MB downloaded");
    // How far it is, is put together there in another language.
    assertThat(words(here, "(?<=(?:say|fail) ['\"])[a-z][^'\"]{25,}"))
        .filteredOn(line -> !line.startsWith("built in"))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            line ->
                assertThat(there)
                    .contains(
                        "plumbline: "
                            + line.replaceAll("\\$\\{[^}]*}|\\$[a-z/]+", "")
                                .replaceAll(" +", " ")));
  }

  private static List<String> words(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }
}
