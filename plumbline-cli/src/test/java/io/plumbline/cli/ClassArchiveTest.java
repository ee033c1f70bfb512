package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher does after a build: Java archives the classes that commands load. Java 17
 * crashes over some code, and then every start would take as long as without an archive.
 */
@Tag("slow")
class ClassArchiveTest {
  @TempDir private Path directory;

  @Test
  void javaArchivesTheClassesThatCommandsLoad() throws Exception {
    String classPath = classPath();
    Path list = directory.resolve("list");
    java("-XX:DumpLoadedClassList=" + list, "-cp", classPath, Rehearsal.class.getName());
    assertThat(Files.readString(list))
        .contains(
            "io/plumbline/cli/CheckCommand",
            "io/plumbline/readers/keras/KerasReader",
            "io/plumbline/readers/onnx/OnnxReader",
            "io/plumbline/report/HtmlReport");
    Path archive = directory.resolve("archive");
    java(
        "-Xshare:dump",
        "-XX:SharedClassListFile=" + list,
        "-XX:SharedArchiveFile=" + archive,
        "-cp",
        classPath);
    assertThat(archive).isRegularFile();
  }

  private void java(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:ErrorFile=" + directory.resolve("error"));
    command.addAll(List.of(words));
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    assertThat(builder.start().waitFor()).as(Files.readString(log)).isZero();
  }

  /** Java archives classes of jars only. */
  private String classPath() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        jars.add(entry);
      } else if (!path.endsWith("test-classes")) {
        jars.add(jar(path, jars.size()).toString());
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private Path jar(Path classes, int number) throws IOException {
    Path jar = directory.resolve(number + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
