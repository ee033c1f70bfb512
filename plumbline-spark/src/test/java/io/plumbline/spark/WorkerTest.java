package io.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.cli.AuditWords;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.AuditCluster;
import io.plumbline.jobs.audit.AuditSettings;
import io.plumbline.jobs.audit.AuditSubject;
import io.plumbline.jobs.audit.AuditWork;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.FolderStore;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.RepeatedSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of the cluster does with what the driver sent. */
class WorkerTest {
  private static final int SAMPLES = 3;

  @TempDir Path data;
  @TempDir Path here;
  private RepeatedSamples samples;
  private SentAudit audit;

  @BeforeEach
  void begin() throws Exception {
    samples = RepeatedSamples.write(Corpus.read("mlp-onnx"), SAMPLES, data);
    Path model = Files.copy(samples.model(), data.resolve("model.onnx"));
    List<String> words = new ArrayList<>(samples.words());
    words.set(0, model.toString());
    words.addAll(List.of("--chunk", "2", "--out", data.resolve("out").toString()));
    AuditSettings settings = AuditWords.read(words);
    AuditCluster.Request request =
        new AuditCluster.Request(Optional.empty(), words, data.resolve("out").toString());
    try (AuditSubject subject = AuditSubject.open(settings)) {
      AuditWork work = AuditWork.begin(settings, FolderStore.of(settings.out()), subject.plan());
      audit =
          sent(SparkAudit.sent(request, settings, work.folder().plan(), new Configuration(false)));
    }
    // The model was sent: nobody reads the driver's.
    Files.delete(model);
  }

  private static SentAudit sent(SentAudit audit) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(audit);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (SentAudit) in.readObject();
    }
  }

  @Test
  void computesWhatIsNotThere() throws Exception {
    Worker worker = Worker.opened(audit, here, "host");
    worker.compute(1);
    AuditFolder folder = AuditFolder.open(data.resolve("out"));
    assertThat(folder.done()).containsExactly(1);
    assertThat(folder.read(1).rows()).hasSize(1);
    Path file = data.resolve("out").resolve(AuditFolder.file(1));
    Files.write(file, new byte[0]);
    worker.compute(1);
    assertThat(file).as("what is there is done").isEmptyFile();
  }

  @Test
  void otherFilesThanTheDriversAreOneLine() throws Exception {
    RepeatedSamples.write(Corpus.read("mlp-onnx"), SAMPLES + 1, data);
    refused(
        "on host: what is read must be the same on all machines: the data (" + samples.inputs());
    Files.delete(samples.inputs());
    refused("on host: data (" + samples.inputs() + ") must exist");
  }

  private void refused(String start) {
    assertThatThrownBy(() -> Worker.opened(audit, here, "host"))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .startsWith(start)
        .hasLineCount(1);
  }
}
