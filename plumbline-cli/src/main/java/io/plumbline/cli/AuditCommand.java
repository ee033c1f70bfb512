package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.jobs.audit.AuditCluster;
import io.plumbline.jobs.audit.AuditFiles;
import io.plumbline.jobs.audit.AuditJob;
import io.plumbline.jobs.audit.AuditSettings;
import io.plumbline.jobs.audit.AuditSettings.Shard;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.summary.AuditAllowance;
import io.plumbline.jobs.audit.summary.AuditComparison;
import io.plumbline.jobs.audit.summary.AuditSummary;
import io.plumbline.jobs.audit.summary.AuditText;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumbline audit}. */
@Command(
    name = "audit",
    description =
        "Check the gradients of a whole data set: how many are right, wrong or cannot be seen, why,"
            + " and which to look at. Can be ended at any moment, and gone on with.",
    sortOptions = false)
final class AuditCommand implements Callable<Integer> {
  /** Whoever pressed Ctrl-C waits as long for the chunks in work. */
  private static final int PATIENCE = 600;

  /** What is written, and not read. */
  static final Set<String> WRITTEN = Set.of("--out", "--junit", "--json", "--jsonl");

  private final Terminal terminal;

  @Parameters(paramLabel = "MODEL", arity = "0..1", description = "An .onnx or .keras file.")
  private @Nullable Path model;

  @Mixin private ModelOptions choices;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description =
          "The samples: x.npy, a.npz:x, IDX images (.gz), CIFAR binaries, a folder of pictures by"
              + " class, f.h5:/x, f.tfrecord, f.parquet:x; docs/data-sets.md says more.")
  private @Nullable String data;

  @Option(
      names = "--label",
      paramLabel = "N|SPEC",
      description =
          "The labels, where the data set has none of its own: one class for all, a .txt or .csv of"
              + " one a line, or whatever --data takes.")
  private @Nullable String label;

  @Mixin private InputOptions preprocessing;

  @Mixin private LossOptions loss;

  @Option(
      names = "--gradient",
      paramLabel = "SPEC",
      description =
          "The gradients to check, one for each sample, in whatever --data takes. Without it"
              + " PyTorch computes those of the same model.")
  private @Nullable String gradient;

  @Option(
      names = "--engine",
      description = "Check the gradients that PyTorch computes, as is done without --gradient.")
  private boolean engine;

  @Mixin private RuleOptions rule;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      description =
          "How many samples are one unit of work, written when it is done (default 256, fewer where"
              + " samples are large).")
  private @Nullable Integer chunk;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many samples are checked at once (default: one for each processor).")
  private @Nullable Integer threads;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Do the I-th of N parts, into a folder that all of them share: 3/8 on the third of eight"
              + " machines.")
  private @Nullable String shard;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Check the samples on a cluster: local[2], spark://host:7077, yarn; docs/spark.md says what"
              + " it takes.")
  private @Nullable String spark;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder that it is written to.")
  private @Nullable String out;

  @Spec private CommandSpec spec;

  @Option(names = "--resume", description = "Go on with what was begun in the folder.")
  private boolean resume;

  @Option(
      names = "--report",
      description =
          "Write report.html and rows.csv into the folder; without MODEL, of what is done there.")
  private boolean report;

  @Option(
      names = "--allow",
      paramLabel = "LIMITS",
      description =
          "How much may be other than right: wrong=0,inconclusive=5%%, also saturated and bad;"
              + " counts, or percentages of all. The exit code says whether it was kept.")
  private @Nullable String allow;

  @Option(
      names = "--compare",
      arity = "2",
      paramLabel = "DIR",
      description =
          "In place of all else: which samples changed their verdict from one audit to another.")
  private @Nullable List<Path> compare;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the verdicts as JUnit XML: a test for each limit, or each class.")
  private @Nullable Path junit;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "With --compare: write what changed as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description = "Write each row as a line of JSON as it is decided, too.")
  private @Nullable Path lines;

  @Mixin private Amount amount;

  AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (compare != null) {
      return compared(compare.get(0), compare.get(1));
    }
    Optional<AuditAllowance> allowance = Optional.ofNullable(allow).map(AuditAllowance::of);
    Optional<AuditCluster> cluster = AuditCluster.find();
    if (spark != null && cluster.isEmpty()) {
      return new SparkSubmit(System.getenv()).run(spark, words());
    }
    if (model == null && data == null && report) {
      String place = required("--out", out);
      WorkProgress progress = new WorkProgress(terminal, amount.isQuiet());
      AuditFolder folder =
          cluster.map(each -> each.open(place)).orElseGet(() -> AuditFolder.open(Path.of(place)));
      return said(folder, allowance, List.of(), progress);
    }
    AuditSettings settings = settings();
    CancellationToken token = new CancellationToken();
    try (Interrupt interrupt = new Interrupt(token, PATIENCE)) {
      AuditFolder folder;
      WorkProgress progress = new WorkProgress(terminal, amount.isQuiet());
      AuditProgress heard = new AuditProgress(terminal, progress);
      try (progress) {
        folder =
            cluster.isPresent()
                ? cluster.get().run(request(), heard, interrupt.token())
                : AuditJob.run(settings, heard, interrupt.token());
      }
      return said(folder, allowance, heard.decisions(), progress);
    }
  }

  private AuditCluster.Request request() {
    List<String> words = words();
    return new AuditCluster.Request(
        Optional.ofNullable(spark), words.subList(1, words.size()), required("--out", out));
  }

  /** The command and what follows it, as it was given. */
  private List<String> words() {
    List<String> all = spec.root().commandLine().getParseResult().originalArgs();
    return all.subList(all.indexOf(spec.name()), all.size());
  }

  /** Says what the chunks say that are done, here or elsewhere. */
  private int said(
      AuditFolder folder,
      Optional<AuditAllowance> allowance,
      List<Table> decisions,
      WorkProgress progress) {
    boolean quiet = amount.isQuiet();
    progress.begin("summary and files");
    AuditSummary summary = AuditFiles.write(folder, report, Optional.ofNullable(junit), allowance);
    progress.close();
    VerdictPanel verdict = AuditText.verdict(summary, allowance);
    Terminal beside = terminal.beside(lines, junit);
    CheckDisplay display = new CheckDisplay(beside);
    display.print(verdict, AuditText.tables(summary), quiet);
    Screen screen = new Screen(beside);
    int left = folder.plan().chunks() - summary.chunks();
    if (left > 0) {
      screen.line(
          left
              + " of "
              + folder.plan().chunks()
              + " chunks are not done yet: the same command with --resume goes on");
    }
    if (!quiet) {
      screen.written(folder.store().name());
    }
    amount.detail().print(screen, decisions, progress);
    return ExitCode.of(verdict.outcome());
  }

  private int compared(Path before, Path after) {
    AuditComparison comparison = AuditFiles.compare(before, after, Optional.ofNullable(json));
    Terminal beside = terminal.beside(json);
    Screen screen = new Screen(beside);
    screen.line(comparison.sentence());
    if (!amount.isQuiet()) {
      screen.tables(comparison.tables());
    }
    return comparison.becameWrong() > 0 ? ExitCode.GRADIENT_WRONG : ExitCode.FINE;
  }

  /** What the words ask for. */
  AuditSettings settings() {
    if (json != null) {
      throw new InvalidInputException(
          "--json (" + json + ") must be with --compare: an audit writes summary.json itself");
    }
    if (engine && gradient != null) {
      throw new InvalidInputException(
          "--engine (given) must not be with --gradient (" + gradient + "), whose place it takes");
    }
    return new AuditSettings(
        new CheckSettings(
            new ModelAndSamples(
                required("MODEL", model),
                choices.read(),
                Optional.of(Path.of(required("--data", data))),
                preprocessing.read(),
                Optional.ofNullable(label),
                OptionalInt.empty(),
                Optional.empty(),
                loss.read()),
            By.INPUT,
            Optional.ofNullable(gradient).map(Path::of),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            rule.precision(List.of(Arithmetic.values())),
            rule.relativeTolerance().orElse(CheckOptions.DEFAULT.relativeTolerance()),
            rule.tieRule(),
            false,
            rule.coordinates(),
            rule.seed(),
            rule.mustSee(),
            false,
            Optional.empty(),
            CheckSettings.Files.NONE),
        chunk == null ? OptionalInt.empty() : OptionalInt.of(chunk),
        threads == null ? Runtime.getRuntime().availableProcessors() : threads,
        shard == null ? Shard.WHOLE : Shard.parse(shard),
        Path.of(required("--out", out)),
        resume,
        Optional.ofNullable(lines));
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new InvalidInputException(name + " (missing) must be given");
    }
    return value;
  }
}
