package io.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real HDFS. */
class HadoopFilesTest {
  @TempDir static Path disk;
  private static final Configuration HADOOP = new Configuration();
  private static MiniDFSCluster hdfs;
  private static String root;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new MiniDFSCluster.Builder(HADOOP, disk.toFile()).build();
    root = hdfs.getURI().toString();
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  private static AuditStore store(String name) {
    return Places.store(root + "/" + name, HADOOP, InputFiles.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(AuditStore store, String file) throws IOException {
    try (var in = store.read(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aFileIsThereWholeAndReplacedWhole() throws IOException {
    AuditStore store = store("whole");
    assertThat(store.names("chunks")).isEmpty();
    assertThat(store.has("chunks/1")).isFalse();
    assertThatThrownBy(() -> store.read("chunks/1")).isInstanceOf(NoSuchFileException.class);

    store.write("chunks/1", bytes("one"));
    store.write("chunks/1", bytes("another"));
    assertThat(store.has("chunks/1")).isTrue();
    assertThat(store.names("chunks")).as("and nothing temporary").containsExactly("1");
    assertThat(text(store, "chunks/1")).isEqualTo("another");
    store.stream("rows", out -> out.write(bytes("row")));
    assertThat(text(store, "rows")).isEqualTo("row");
    assertThat(store.path()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsOneLine() {
    AuditStore store = store("lines");
    store.write("file", bytes("no folder"));
    assertThatThrownBy(() -> store.write("file/1", bytes("one")))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .startsWith("output file (" + root + "/lines/file/1) must be writable: ")
        .hasLineCount(1);
    assertThat(store.names("")).containsExactly("file");
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere://host/out, --out (nowhere://host/out) must be on a file system",
    "hdfs://no host/out, --out (hdfs://no host/out) must be on a file system"
  })
  void whatIsNoFileSystemIsOneLine(String place, String start) {
    assertThatThrownBy(() -> Places.store(place, HADOOP, InputFiles.NONE))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .startsWith(start)
        .hasLineCount(1);
  }

  @Test
  void filesFoldersAndPatternsAreCopiedOnce() throws IOException {
    AuditStore store = store("data");
    store.write("x.npz", bytes("x"));
    store.write("a1", bytes("1"));
    store.write("a2", bytes("2"));
    store.write("cats/felix.png", bytes("felix"));
    String data = root + "/data";
    Copies copies = new Copies(temp, HADOOP);

    String member = copies.of(data + "/x.npz:inputs");
    assertThat(member).endsWith("/x.npz:inputs");
    assertThat(Path.of(member.substring(0, member.indexOf(':')))).hasContent("x");
    Path pattern = Path.of(copies.of(data + "/a*"));
    assertThat(pattern.getFileName()).hasToString("a*");
    assertThat(pattern.resolveSibling("a1")).hasContent("1");
    assertThat(pattern.resolveSibling("a2")).hasContent("2");
    Path folder = Path.of(copies.of(data + "/cats"));
    assertThat(folder.resolve("felix.png")).hasContent("felix");

    Files.delete(pattern.resolveSibling("a1"));
    assertThat(copies.of(data + "/a*")).isEqualTo(pattern.toString());
    assertThat(pattern.resolveSibling("a1")).as("made once").doesNotExist();
    assertThat(copies.given()).containsEntry(folder.toString(), data + "/cats").hasSize(3);
    assertThat(copies.of("x.npz:inputs")).isEqualTo("x.npz:inputs");
    assertThat(copies.of("file:///x.npy")).isEqualTo("/x.npy");
  }

  @Test
  void whatIsNotThereIsOneLine() {
    Copies copies = new Copies(temp, HADOOP);
    String none = root + "/none.npy:x";
    assertThatThrownBy(() -> copies.of(none))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("file (" + none + ") must exist");
    assertThat(copies.given()).isEqualTo(Map.of());
  }
}
