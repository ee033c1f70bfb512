package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Follows the recipe for a command in {@code docs/extending.md}, word for word. */
class ExtendingTest {
  private static final Path PAGE = Path.of("../docs/extending.md");
  private static final String MARK =
      "<!-- A command: ExtendingTest takes what follows. -->\n```java\n";

  @Test
  void theCommandOfTheRecipeWorks() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(MARK) + MARK.length();
    Class<?> command = compiled("CountCommand", page.substring(begin, page.indexOf("```", begin)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        Terminal.unattended(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    CommandLine commands =
        PlumblineCommand.withSubcommands(terminal)
            .addSubcommand(command.getDeclaredConstructor(Terminal.class).newInstance(terminal));

    int code = commands.execute("count", Fixtures.path("models/mlp.onnx").toString());

    assertThat(code).isEqualTo(ExitCode.FINE);
    assertThat(out.toString(StandardCharsets.UTF_8)).matches("\\d+ nodes\\R");
    assertThat(commands.getUsageMessage()).contains("count", "Print how many nodes a model has.");
  }

  @Test
  void theFilesThatRecipesNameAreThere() throws Exception {
    for (String line : Files.readAllLines(PAGE)) {
      for (String word : line.split("`", -1)) {
        if (word.startsWith("plumbline-")
            && word.contains("/src/")
            && !word.contains("NAME")
            && !word.contains("Name")) {
          assertThat(Path.of("..").resolve(word)).exists();
        }
      }
    }
  }

  @Test
  void theOperatorOfTheRecipeStandsInAsManyFiles() throws Exception {
    Matcher said =
        Pattern.compile("`(\\w+)` was added so; it\\s+stands in (\\d+) files of code")
            .matcher(Files.readString(PAGE));
    assertThat(said.find()).isTrue();
    List<Path> naming = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        boolean code = file.toString().matches(".*/plumbline-[a-z]+/src/.*");
        if (code && Files.readString(file).matches("(?s).*\\b" + said.group(1) + ".*")) {
          naming.add(file);
        }
      }
    }
    assertThat(naming).hasSize(Integer.parseInt(said.group(2)));
  }

  /** Compiles a class in this package, in memory. */
  private static Class<?> compiled(String name, String source) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaFileObject written =
        new SimpleJavaFileObject(
            URI.create("mem:///" + name + ".class"), JavaFileObject.Kind.CLASS) {
          @Override
          public OutputStream openOutputStream() {
            return bytes;
          }
        };
    JavaFileObject read =
        new SimpleJavaFileObject(
            URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
    JavaFileManager files =
        new ForwardingJavaFileManager<>(standard) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return written;
          }
        };
    List<String> options =
        List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
    assertThat(compiler.getTask(null, files, null, options, null, List.of(read)).call()).isTrue();
    return MethodHandles.lookup().defineClass(bytes.toByteArray());
  }
}
