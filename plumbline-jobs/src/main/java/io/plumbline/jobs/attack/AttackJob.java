package io.plumbline.jobs.attack;

import io.plumbline.attack.Attack;
import io.plumbline.attack.AttackListener;
import io.plumbline.attack.AttackMethod;
import io.plumbline.attack.AttackResult;
import io.plumbline.attack.AttackSettings;
import io.plumbline.attack.Bounds;
import io.plumbline.attack.EngineClassifier;
import io.plumbline.attack.SelfCheck;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.Image;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Json;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command {@code attack}, from a model file to results. */
public final class AttackJob {
  private final AttackJobSettings settings;
  private final Listener listener;
  private final Graph graph;
  private final LabelledImages images;
  private final Image grid;
  private final Bounds bounds;
  private final Optional<PreparedInput> prepared;

  private AttackJob(AttackJobSettings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
    ModelAndImages.Read read = settings.of().read(AttackJobSettings.USUAL_COUNT);
    this.graph = read.graph();
    this.images = read.images();
    this.grid = images.grid();
    this.bounds =
        settings.bounds().isEmpty() ? images.bounds() : Bounds.ofChannels(settings.bounds(), grid);
    this.prepared = read.prepared();
  }

  /** Hears how far the work has come. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (work, done, total) -> {};

    /**
     * Some work was done.
     *
     * @param work a few words
     * @param done how much of it
     * @param total of how much; negative where that is not known
     */
    void progress(String work, long done, long total);
  }

  /**
   * Attacks, and writes the files that were asked for.
   *
   * @param settings what to attack, and how
   * @param listener hears of the progress
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static AttackOutcome run(AttackJobSettings settings, Listener listener) {
    try (RequestedFiles<AttackOutcome> files = new RequestedFiles<>(settings.of().files())) {
      files.open("--json", settings.json(), outcome -> Json.text(AttackJson.of(outcome)));
      files.open(
          "--report", settings.report(), outcome -> HtmlReport.render(AttackReport.of(outcome)));
      AttackOutcome outcome = new AttackJob(settings, listener).attack();
      files.write(outcome);
      return outcome;
    }
  }

  private AttackOutcome attack() {
    AttackSettings given = new AttackSettings(settings.values(), settings.seed(), grid);
    Attack attack = settings.method().create(given, settings.norm());
    List<AttackRow> rows = new ArrayList<>();
    List<SelfCheck.Attempt> attempts = new ArrayList<>();
    try (TorchGraph engine = TorchGraph.of(graph, Precision.FLOAT32)) {
      EngineClassifier model = EngineClassifier.of(engine);
      for (double epsilon : settings.epsilons().stream().sorted().toList()) {
        Threat threat = threat(model.classes()).reaching(epsilon);
        AttackListener ear = progress(attack.name() + ", epsilon " + epsilon);
        long start = System.nanoTime();
        AttackResult result = attack.run(model, images.images(), images.labels(), threat, ear);
        rows.add(AttackRow.of(attack.name(), threat, result, System.nanoTime() - start));
        attempts.add(new SelfCheck.Attempt(epsilon, result));
      }
      SelfCheck.Attempt largest = attempts.get(attempts.size() - 1);
      return new AttackOutcome(
          settings,
          images,
          prepared,
          rows,
          selfCheck(model, attempts),
          Examples.of(model, images, bounds, settings.norm(), largest),
          notes(given));
    }
  }

  private Threat threat(int classes) {
    Threat threat = Threat.of(settings.norm(), 0).within(bounds);
    if (settings.target().isEmpty()) {
      return threat;
    }
    String target = settings.target().get();
    if (target.equals(AttackJobSettings.NEXT)) {
      return threat.targeting(
          Arrays.stream(images.labels()).map(label -> (label + 1) % classes).toArray());
    }
    if (!target.matches("[+-]?[0-9]{1,9}")) {
      throw new InvalidInputException(
          "--target (" + target + ") must be a class or " + AttackJobSettings.NEXT);
    }
    int[] each = new int[images.labels().length];
    Arrays.fill(each, Integer.parseInt(target));
    requireOthers(each);
    return threat.targeting(each);
  }

  private void requireOthers(int[] targets) {
    for (int k = 0; k < targets.length; k++) {
      if (targets[k] == images.labels()[k]) {
        throw new InvalidInputException(
            "--target ("
                + targets[k]
                + ") must be another class than the truth, which it is of "
                + images.kind()
                + " "
                + images.indices()[k]
                + "; --target next gives each image another class");
      }
    }
  }

  private Optional<SelfCheck.Findings> selfCheck(
      EngineClassifier model, List<SelfCheck.Attempt> attempts) {
    if (!settings.selfCheck() || !settings.method().usesGradients()) {
      return Optional.empty();
    }
    listener.progress("checking the attack itself", 0, -1);
    return Optional.of(
        SelfCheck.of(
            graph,
            model,
            images.images(),
            images.labels(),
            threat(model.classes()),
            grid,
            attempts));
  }

  private List<String> notes(AttackSettings given) {
    List<String> notes = new ArrayList<>();
    List<AttackMethod.Setting> ignored = settings.method().ignored(given);
    for (AttackMethod.Setting setting : ignored) {
      notes.add(
          "--%s is not looked at by %s".formatted(setting.label(), settings.method().label()));
    }
    Double queries = settings.values().get(AttackMethod.Setting.QUERIES);
    long least = settings.method().leastQueries(given, settings.norm());
    if (queries != null && queries < least && !ignored.contains(AttackMethod.Setting.QUERIES)) {
      notes.add(
          "--queries (%s) is too few for a first step of %s, which takes %s; nothing was tried"
              .formatted(
                  Numbers.count(queries.longValue()),
                  settings.method().label(),
                  Numbers.count(least)));
    }
    return notes;
  }

  private AttackListener progress(String work) {
    return new AttackListener() {
      @Override
      public void progress(long done, long total) {
        listener.progress(work, done, total);
      }
    };
  }
}
