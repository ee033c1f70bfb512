package io.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.cli.AuditWords;
import io.plumbline.core.InputFiles;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.jobs.audit.AuditJob;
import io.plumbline.jobs.audit.AuditListener;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.FolderStore;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.RepeatedSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark in all its modes, from its jars and the submitted one alone, says what one machine says.
 */
@Tag("slow")
class SparkModesTest {
  private static final int SAMPLES = 160;
  private static final int CHUNK = 2;
  private static final int CHUNKS = SAMPLES / CHUNK;

  @TempDir static Path data;
  private static RepeatedSamples samples;
  private static List<String> whole;

  @TempDir Path temp;
  private SparkProcesses processes;

  @BeforeAll
  static void onOneMachine() {
    samples = RepeatedSamples.write(Corpus.read("mlp-onnx"), SAMPLES, data);
    whole =
        texts(
            AuditJob.run(
                AuditWords.read(words(samples.words(), data.resolve("whole").toString())),
                AuditListener.NONE,
                new CancellationToken()));
    assertThat(whole).hasSize(CHUNKS);
  }

  @BeforeEach
  void begin() {
    processes = new SparkProcesses(temp);
  }

  @AfterEach
  void end() {
    processes.close();
  }

  private static List<String> words(List<String> samples, String out, String... more) {
    List<String> words = new ArrayList<>(samples);
    words.addAll(List.of("--chunk", Integer.toString(CHUNK), "--out", out));
    words.addAll(List.of(more));
    return words;
  }

  private static List<String> texts(AuditFolder folder) {
    return IntStream.range(0, CHUNKS).mapToObj(number -> folder.read(number).text()).toList();
  }

  private static AuditFolder folder(Path out) {
    return AuditFolder.open(out);
  }

  /** The command line starts {@code spark-submit}; files are named relative to where one is. */
  @Test
  void oneMachineByTheCommandLine() throws Exception {
    for (Path file : List.of(samples.inputs(), samples.labels(), samples.gradients())) {
      Files.copy(file, temp.resolve(file.getFileName()));
    }
    RepeatedSamples here =
        new RepeatedSamples(
            samples.model(),
            Path.of("inputs.npy"),
            Path.of("labels.npy"),
            Path.of("gradients.npy"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(SparkProcesses.java(), "-cp", System.getProperty("plumbline.cli")));
    command.addAll(List.of("io.plumbline.cli.Main", "audit"));
    command.addAll(words(here.words(), "out", "--spark", "local[2]", "--report"));
    Process audit = processes.start(command);

    assertThat(audit.waitFor()).as(processes.said(audit)).isZero();
    assertThat(processes.said(audit)).contains("PASS: all 160 gradients are right");
    assertThat(texts(folder(temp.resolve("out")))).isEqualTo(whole);
    assertThat(folder(temp.resolve("out")).plan().data().name()).isEqualTo("inputs.npy");
    assertThat(temp.resolve("out/report.html")).exists();
    assertThat(temp.resolve("out/rows.csv")).isNotEmptyFile();
  }

  /** Everything is read from HDFS, and written to it. A minute: {@link HadoopFilesTest} is not. */
  @Test
  @EnabledIfSystemProperty(
      named = "plumbline.whole",
      matches = "true",
      disabledReason = "with -Dplumbline.whole=true alone")
  void twoExecutorsAndAnHdfs() throws Exception {
    Configuration hadoop = new Configuration();
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop, temp.toFile()).build()) {
      String place = hdfs.getURI() + "/audits";
      List<String> words = new ArrayList<>();
      for (String word : samples.words()) {
        boolean file = !word.startsWith("--");
        if (file) {
          hdfs.getFileSystem()
              .copyFromLocalFile(
                  new org.apache.hadoop.fs.Path(word),
                  new org.apache.hadoop.fs.Path(place + "/" + Path.of(word).getFileName()));
        }
        words.add(file ? place + "/" + Path.of(word).getFileName() : word);
      }
      Process audit =
          processes.submit(
              "local-cluster[2,1,1024]", List.of(), words(words, place + "/out", "--report"));

      assertThat(audit.waitFor()).as(processes.said(audit)).isZero();
      AuditFolder folder = AuditFolder.open(Places.store(place + "/out", hadoop, InputFiles.NONE));
      assertThat(texts(folder)).isEqualTo(whole);
      assertThat(folder.plan().data().name()).isEqualTo(place + "/inputs.npy");
      assertThat(folder.store().names("")).contains("report.html", "rows.csv", "summary.json");
      assertThat(processes.said(audit)).contains("check " + place + "/mlp.onnx");
    }
  }

  /** A worker dies while there is work, then the driver, and the audit is gone on with. */
  @Test
  void aClusterWhoseWorkerAndDriverDie() throws Exception {
    int port = SparkProcesses.freePort();
    String master = "spark://127.0.0.1:" + port;
    processes.spark(
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--webui-port",
        "0");
    List<Process> workers =
        Stream.of(1, 2)
            .map(
                number ->
                    processes.spark(
                        "org.apache.spark.deploy.worker.Worker",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--webui-port",
                        "0",
                        master))
            .toList();
    List<String> options = List.of("--executor-memory", "512m", "--total-executor-cores", "2");
    Path out = temp.resolve("out");
    Process first = processes.submit(master, options, words(samples.words(), out.toString()));
    processes.await(
        "work of both executors",
        () ->
            done(out) >= 2
                && workers.stream().allMatch(worker -> worker.descendants().findAny().isPresent()));
    SparkProcesses.kill(workers.get(0));
    int before = done(out);
    processes.await("work of the other", () -> done(out) >= before + 4);
    SparkProcesses.kill(first);
    assertThat(done(out)).as("killed while there was work").isLessThan(CHUNKS);
    assertThat(processes.said(first)).doesNotContain("plumbline: internal error");

    Process second =
        processes.submit(master, options, words(samples.words(), out.toString(), "--resume"));
    assertThat(second.waitFor()).as(processes.said(second)).isZero();
    assertThat(texts(folder(out))).isEqualTo(whole);
  }

  private static int done(Path out) {
    return AuditFolder.isIn(FolderStore.of(out)) ? folder(out).done().size() : 0;
  }

  /** Another machine has another file by the same name: nobody computes with it. */
  @Test
  void badInputIsOneLine() throws Exception {
    Process audit =
        processes.submit(
            "local[1]",
            List.of(),
            Arrays.asList("none.onnx", "--data", "none.npy", "--out", "out"));
    assertThat(audit.waitFor()).isEqualTo(2);
    assertThat(processes.said(audit)).contains("plumbline: data (none.npy) must exist");
    assertThat(temp.resolve("out")).doesNotExist();
  }
}
