package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Power;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.Versions;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.check.CheckJob;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.question.ReadSubject;
import io.plumbline.jobs.check.words.DecidedTable;
import io.plumbline.jobs.input.Decisions;
import io.plumbline.jobs.input.InputArray;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.StoredSamples;
import io.plumbline.jobs.input.StoredSamples.Ready;
import io.plumbline.readers.Models;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is audited: the model, read, and the samples of its data set, opened. Safe for several
 * threads.
 */
public final class AuditSubject implements AutoCloseable {
  /** So many samples are a chunk, unless they are large. */
  private static final int USUAL_CHUNK = 256;

  /** So many numbers of samples and gradients are held for a chunk. */
  private static final int MOST_NUMBERS = 1 << 22;

  private final AuditSettings settings;
  private final StoredSamples stored;
  private final StoredSamples.Fitted samples;
  private final ReadSubject subject;
  private final SampleArrays arrays;
  private final CheckOptions options;
  private final RowMaker rows;
  private final Grid grid;

  private AuditSubject(AuditSettings settings, StoredSamples stored) {
    CheckSettings check = settings.check();
    InputArray first = stored.any(check.of().preprocessing().layout());
    Graph graph = check.of().read(first);
    ModelAndSamples labelled = check.of().labelledBySamples(graph.output().shape().size());
    this.settings = settings;
    this.stored = stored;
    this.subject = ReadSubject.of(check.with(labelled), graph, each -> each);
    ModelAndSamples meant = subject.settings().of();
    this.samples = stored.fitting(graph, meant);
    this.arrays = new SampleArrays(graph);
    Optional<Precision> said = check.gradient().isEmpty() ? enginePrecision() : check.precision();
    this.options = CheckJob.options(check, meant.loss().scalar(), samples.require(said));
    this.rows = new RowMaker(subject.model(), meant);
    this.grid = Grid.of(image(), size());
  }

  /**
   * Opens all that is read.
   *
   * @param settings what to audit
   * @return the subject, to be closed
   * @throws InvalidInputException if anything cannot be read, or none of the first records used
   */
  public static AuditSubject open(AuditSettings settings) {
    CheckSettings check = settings.check();
    StoredSamples stored =
        StoredSamples.open(
            settings.data(), check.of().label(), check.gradient().map(Path::toString));
    try {
      return new AuditSubject(settings, stored);
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private Optional<Precision> enginePrecision() {
    return Optional.of(ReadSubject.enginePrecision(settings.check()));
  }

  private Optional<ImageLayout> layout() {
    return InputLayout.of(graph());
  }

  private Optional<Image> image() {
    return layout().map(known -> Image.of(graph().input().shape().withoutFirst(), known));
  }

  private Graph graph() {
    return subject.model().graph();
  }

  private int size() {
    return graph().input().shape().size();
  }

  /**
   * The files that must not be written to.
   *
   * @return all that are read
   */
  public Stream<Path> files() {
    return Stream.of(
            Stream.of(model()), Models.filesBeside(model()).stream(), stored.files(), others())
        .flatMap(each -> each);
  }

  private Path model() {
    return settings.check().of().model();
  }

  private Stream<Path> others() {
    ModelAndSamples of = settings.check().of();
    return Stream.concat(of.loss().files(), of.choices().held().values().stream());
  }

  /**
   * How the work is dealt out.
   *
   * @return the plan; all files are read for it, to tell them from others
   * @throws InvalidInputException if one cannot be read
   */
  public AuditPlan plan() {
    CheckSettings check = settings.check();
    int chunk =
        settings
            .chunk()
            .orElse(Math.max(1, Math.min(USUAL_CHUNK, MOST_NUMBERS / Math.max(1, size()))));
    return new AuditPlan(
        AuditPlan.SCHEMA,
        Versions.plumbline(),
        Fingerprints.of(
            model().toString(),
            Stream.concat(Stream.of(model()), Models.filesBeside(model()).stream()).toList()),
        Fingerprints.of(settings.data(), stored.data().files()),
        check.of().label().map(each -> Fingerprints.of(each, stored.labelFiles())),
        check.gradient().map(each -> Fingerprints.of(each.toString(), stored.gradientFiles())),
        options(),
        command(),
        stored.size(),
        chunk,
        Arrays.stream(graph().input().shape().withoutFirst().extents()).boxed().toList(),
        layout().map(each -> each.name().toLowerCase(Locale.ROOT)),
        graph().output().shape().size());
  }

  /**
   * What was decided without being asked for, or because it was.
   *
   * @return a line for each decision
   */
  public Table decisions() {
    CheckSettings check = settings.check();
    Decisions decisions =
        new Decisions()
            .loss(check.of().loss(), subject.settings().of().loss())
            .layout(layout(), check.of().preprocessing())
            .add("Arithmetic", options.arithmetic().toString(), DecidedTable.arithmetic(check));
    String coarse = options.arithmetic().roundsMore() ? ", or five times the noise" : "";
    String mustSee = Numbers.percent(check.mustSee().orElse(Power.REQUIRED));
    return DecidedTable.rules(
            decisions, check, mustSee + (check.mustSee().isPresent() ? "" : coarse))
        .table();
  }

  /** What asks for one of the samples, behind the program's name. */
  private List<String> command() {
    List<String> words = settings.check().invocation().words();
    return words.subList(1, words.size());
  }

  /** All that changes a row beside the arrays. */
  private Map<String, String> options() {
    Map<String, String> all = new TreeMap<>();
    List<String> words = Invocation.of("check", settings.check().of()).words();
    for (int k = 0; k < words.size(); k++) {
      boolean alone = k + 1 == words.size() || words.get(k + 1).startsWith("--");
      if (words.get(k).startsWith("--")) {
        all.put(words.get(k).substring(2), alone ? "true" : words.get(k + 1));
      }
    }
    List.of("input", "label").forEach(all::remove);
    all.put("precision", options.arithmetic().toString());
    all.put("rtol", Double.toString(options.relativeTolerance()));
    all.put("tie-rule", options.tieRule().map(Enum::name).orElse("any").toLowerCase(Locale.ROOT));
    all.put("coordinates", options.coordinates().toString());
    all.put("seed", Long.toString(options.seed()));
    all.put("must-see", options.mustSee().map(part -> Double.toString(part)).orElse("usual"));
    List<Path> others = others().toList();
    if (!others.isEmpty()) {
      all.put("files", Fingerprints.of("", others).sha256());
    }
    return all;
  }

  /**
   * Computes a chunk on the calling thread alone.
   *
   * @param plan of this audit
   * @param number of the chunk, from 0
   * @return its rows and maps, the same wherever they are computed
   */
  public AuditFolder.Chunk compute(AuditPlan plan, int number) {
    ChunkCheck check = chunk(plan.from(number), plan.to(number));
    for (int k = 0; k < check.samples(); k++) {
      check.check(k);
    }
    return check.chunk();
  }

  /** Reads the samples of a chunk, with their gradients; the engine is asked for all at once. */
  ChunkCheck chunk(int from, int to) {
    List<Ready> ready = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    List<double[]> gradients = new ArrayList<>();
    AuditRow[] bad = new AuditRow[to - from];
    for (int index = from; index < to; index++) {
      try {
        Ready one = samples.read(index);
        if (settings.check().gradient().isPresent()) {
          gradients.addAll(
              samples.gradient(index, one.sample(), settings.check().precision()).gradients());
        }
        ready.add(one);
        indexes.add(index);
      } catch (InvalidInputException e) {
        String key = Integer.toString(index);
        bad[index - from] = AuditRow.bad(index, key, String.valueOf(e.getMessage()));
      }
    }
    List<double[]> x = ready.stream().map(each -> each.sample().samples().get(0)).toList();
    List<Target> targets = ready.stream().map(each -> each.sample().targets().get(0)).toList();
    ModelAndSamples of = subject.settings().of();
    int[] shape = graph().input().shape().withoutFirst().extents();
    LabelledSamples batch = new LabelledSamples(shape, -1, x, targets, Optional.empty());
    if (settings.check().gradient().isEmpty() && !x.isEmpty()) {
      gradients.addAll(subject.gradient(batch).gradients());
    }
    List<Sample> checked = new ArrayList<>();
    for (int k = 0; k < x.size(); k++) {
      checked.add(
          new Sample(x.get(k), targets.get(k), gradients.get(k), arrays.conventions(of, batch, k)));
    }
    return new ChunkCheck(
        bad,
        indexes.stream().mapToInt(index -> index - from).toArray(),
        ready.stream().map(Ready::key).toList(),
        from,
        checked,
        subject.checker(options, checked),
        rows,
        grid);
  }

  @Override
  public void close() {
    stored.close();
  }
}
