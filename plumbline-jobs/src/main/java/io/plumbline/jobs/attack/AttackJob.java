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
import io.plumbline.graph.InputLayout;
import io.plumbline.jobs.Forecast;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.input.Decisions;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Json;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command {@code attack}, from a model file to results. */
public final class AttackJob {
  /** Of work whose length is not known. */
  private static final long UNKNOWN = -1;

  private final AttackJobSettings settings;
  private final WorkListener listener;
  private final Graph graph;
  private final LabelledImages images;
  private final Image grid;
  private final Bounds bounds;
  private final Optional<PreparedInput> prepared;

  private AttackJob(AttackJobSettings settings, WorkListener listener) {
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

  /**
   * Attacks, and writes the files that were asked for.
   *
   * @param settings what to attack, and how
   * @param listener is told how long it takes and how far it has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static AttackOutcome run(AttackJobSettings settings, WorkListener listener) {
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
      Forecast forecast = new Forecast(listener::expect);
      for (double epsilon : settings.epsilons().stream().sorted().toList()) {
        Threat threat = threat(model.classes()).reaching(epsilon);
        AttackListener ear =
            progress(attack.name() + ", epsilon " + epsilon, attempts.size(), forecast);
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
          decided(),
          rows,
          selfCheck(model, attempts),
          AttackExamples.of(model, images, bounds, settings.norm(), largest),
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
    listener.update("checking the attack itself", 0, UNKNOWN);
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

  private Table decided() {
    ModelAndImages of = settings.of();
    return of.decided(InputLayout.of(graph), settings.bounds(), bounds)
        .add("Gradient", "float32", "PyTorch computes it, from the model as it was read")
        .add(
            "Norm",
            Decisions.word(settings.norm()),
            "--norm, or what is usual for " + settings.method().label())
        .table();
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

  /** Tells of one epsilon, before which others were done. */
  private AttackListener progress(String work, int before, Forecast forecast) {
    listener.update(work, 0, images.labels().length);
    return new AttackListener() {
      @Override
      public void progress(long done, long total) {
        forecast.update(before * total + done, settings.epsilons().size() * total);
        listener.update(work, done, total);
      }
    };
  }
}
