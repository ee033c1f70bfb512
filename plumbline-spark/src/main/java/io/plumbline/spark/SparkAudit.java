package io.plumbline.spark;

import io.plumbline.cli.AuditWords;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.jobs.JsonLines;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.audit.AuditCluster;
import io.plumbline.jobs.audit.AuditListener;
import io.plumbline.jobs.audit.AuditSettings;
import io.plumbline.jobs.audit.AuditSubject;
import io.plumbline.jobs.audit.AuditWork;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditJson;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditStore;
import io.plumbline.readers.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Computes the chunks of an audit on a cluster: a task each, which writes its own file. What is
 * there is done, whoever of driver and executors dies.
 */
public final class SparkAudit implements AuditCluster {
  private static final String MASTER = "spark.master";

  /** For {@link java.util.ServiceLoader}. */
  public SparkAudit() {}

  @Override
  public AuditFolder run(Request request, AuditListener listener, CancellationToken token) {
    try (JavaSparkContext spark = new JavaSparkContext(conf(request))) {
      Configuration hadoop = spark.hadoopConfiguration();
      Copies copies = new Copies(Path.of(SparkFiles.getRootDirectory()), hadoop);
      AuditSettings settings =
          AuditWords.read(AuditWords.located(request.words(), copies::of, copies::of));
      try (AuditSubject subject = AuditSubject.open(settings)) {
        AuditPlan plan = subject.plan().named(copies.given());
        InputFiles read = InputFiles.of(subject.files().toArray(Path[]::new));
        AuditStore store = Places.store(request.out(), hadoop, read);
        AuditWork work = AuditWork.begin(settings, store, plan);
        try (RequestedFiles<AuditFolder> files = new RequestedFiles<>(read)) {
          JsonLines lines = files.lines("--jsonl", settings.lines());
          listener.begins(plan, work.samples());
          SentAudit sent = sent(request, settings, plan, hadoop);
          new Chunks(spark, work, lines, listener, token).compute(sent);
        }
        return work.folder();
      }
    }
  }

  /** What the cluster is told. */
  static SentAudit sent(
      Request request, AuditSettings settings, AuditPlan plan, Configuration hadoop) {
    Path model = settings.check().of().model();
    return new SentAudit(
        UUID.randomUUID().toString(),
        new ArrayList<>(
            AuditWords.located(request.words(), UnaryOperator.identity(), SparkAudit::everywhere)),
        everywhere(request.out()),
        AuditJson.of(plan),
        new LinkedHashMap<>(SentAudit.files(model, Models.filesBeside(model))),
        new TreeMap<>(Places.sent(hadoop)));
  }

  /** Processes of the cluster work in folders of their own. */
  private static String everywhere(String place) {
    return Places.isElsewhere(place)
        ? place
        : Path.of(Places.own(place)).toAbsolutePath().toString();
  }

  private static SparkConf conf(Request request) {
    SparkConf conf = new SparkConf();
    Optional<String> started =
        conf.contains(MASTER) ? Optional.of(conf.get(MASTER)) : Optional.empty();
    String master =
        started
            .or(request::master)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "--spark (missing) must be given where spark-submit was not: local[2],"
                            + " spark://host:7077"));
    request
        .master()
        .filter(given -> !given.equals(master))
        .ifPresent(
            given -> {
              throw new InvalidInputException(
                  "--spark (" + given + ") must be spark-submit's --master (" + master + ")");
            });
    return conf.setMaster(master)
        .setIfMissing("spark.app.name", "plumbline audit")
        .setIfMissing("spark.log.level", "ERROR")
        .setIfMissing("spark.ui.showConsoleProgress", "false")
        // The same chunk twice would be the same rows: time, and nothing else.
        .set("spark.speculation", "false");
  }

  @Override
  public AuditFolder open(String out) {
    return AuditFolder.open(Places.store(out, new Configuration(), InputFiles.NONE));
  }
}
