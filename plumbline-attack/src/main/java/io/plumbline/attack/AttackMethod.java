package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.Spelling;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The attacks by name, each with the settings that its authors or Foolbox give it. */
public enum AttackMethod {
  /** One step along the gradient. */
  FGSM(EnumSet.noneOf(Setting.class)),
  /** Several steps from the clean input. */
  BIM(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE)),
  /** Several steps from random points. */
  PGD(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.RESTARTS)),
  /** Several steps with momentum. */
  MI_FGSM(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.DECAY)),
  /** The smallest change, by linear steps to the nearest boundary. */
  DEEPFOOL(EnumSet.of(Setting.STEPS)),
  /** By central differences of every value. */
  DIFFERENCES(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.H, Setting.QUERIES)),
  /** By central differences of tiles. */
  TILES(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.H, Setting.TILE, Setting.QUERIES)),
  /** By central differences of random groups, each as large as a tile. */
  GROUPS(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.H, Setting.TILE, Setting.QUERIES)),
  /** By differences along normal directions. */
  NES(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.H, Setting.SAMPLES, Setting.QUERIES)),
  /** By differences along random signs. */
  SPSA(EnumSet.of(Setting.STEPS, Setting.STEP_SIZE, Setting.H, Setting.SAMPLES, Setting.QUERIES)),
  /** By random search. */
  SQUARE(EnumSet.of(Setting.QUERIES));

  /** What can be set. */
  public enum Setting {
    /** The number of steps. */
    STEPS,
    /** Their length. */
    STEP_SIZE,
    /** The number of random points to begin at. */
    RESTARTS,
    /** What momentum is multiplied with. */
    DECAY,
    /** The step of differences. */
    H,
    /** The number of random directions. */
    SAMPLES,
    /** The side of tiles. */
    TILE,
    /** The query budget of each sample. */
    QUERIES;

    /**
     * The setting's name.
     *
     * @return lower-case words joined by hyphens
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final int ESTIMATED_STEPS = 10;
  private static final double ESTIMATED_RELATIVE_STEP = 0.2;
  private static final double H = 0.01;
  private static final int SAMPLES = 50;
  private static final int TILE = 4;
  private static final int SQUARE_QUERIES = 1000;

  private final Set<Setting> taken;

  AttackMethod(Set<Setting> taken) {
    this.taken = taken;
  }

  /**
   * The method of a name.
   *
   * @param name such as {@code pgd} or {@code mi-fgsm}
   * @return the method
   * @throws InvalidInputException if there is none
   */
  public static AttackMethod named(String name) {
    List<String> labels = Arrays.stream(values()).map(AttackMethod::label).toList();
    return Spelling.find(name, List.of(values()), AttackMethod::label)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "method ("
                        + name
                        + ") must be one of "
                        + String.join(", ", labels)
                        + Spelling.question(name, labels)));
  }

  /**
   * The method's name.
   *
   * @return lower-case words joined by hyphens
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether the method uses the model's gradients.
   *
   * @return false for black-box methods
   */
  public boolean usesGradients() {
    return !taken.contains(Setting.QUERIES);
  }

  /**
   * The norm that the method is usually meant in.
   *
   * @return L2 for DeepFool, else L-infinity
   */
  public Norm usualNorm() {
    return this == DEEPFOOL ? Norm.L2 : Norm.LINF;
  }

  /**
   * Settings that were given and that this method does not look at.
   *
   * @param settings the settings
   * @return their names
   */
  public List<Setting> ignored(AttackSettings settings) {
    return settings.values().keySet().stream().filter(setting -> !taken.contains(setting)).toList();
  }

  /**
   * With fewer queries for an image the method does nothing.
   *
   * @param settings what differs from the usual
   * @param norm of the threat
   * @return what its first step takes, the clean image included
   * @throws InvalidInputException if a setting is out of its range
   */
  public long leastQueries(AttackSettings settings, Norm norm) {
    return create(settings, norm) instanceof EstimatedGradientAttack attack
        ? attack.leastQueries(settings.grid().size())
        : 2;
  }

  /**
   * Sets the method up.
   *
   * @param settings what differs from the usual
   * @param norm of the threat, on which the usual depends
   * @return the attack
   * @throws InvalidInputException if a setting is out of its range
   */
  public Attack create(AttackSettings settings, Norm norm) {
    return switch (this) {
      case FGSM -> GradientAttack.fgsm();
      case BIM -> GradientAttack.bim(climbing(GradientAttackOptions.BIM, settings));
      case PGD ->
          GradientAttack.pgd(
              climbing(
                  norm == Norm.L2 ? GradientAttackOptions.L2_PGD : GradientAttackOptions.PGD,
                  settings));
      case MI_FGSM -> GradientAttack.miFgsm(climbing(GradientAttackOptions.MI_FGSM, settings));
      case DEEPFOOL -> DeepFool.withSteps(settings.whole(Setting.STEPS, DeepFool.STEPS));
      case DIFFERENCES -> estimating(GroupedDifferences.full(h(settings)), settings, true);
      case TILES ->
          estimating(
              GroupedDifferences.tiles(settings.grid(), tile(settings), h(settings)),
              settings,
              true);
      case GROUPS -> {
        int side = tile(settings);
        Require.tile(side, settings.grid());
        yield estimating(
            GroupedDifferences.randomGroups(Math.multiplyExact(side, side), h(settings)),
            settings,
            true);
      }
      case NES -> estimating(RandomDirections.nes(samples(settings), h(settings)), settings, false);
      case SPSA ->
          estimating(RandomDirections.spsa(samples(settings), h(settings)), settings, false);
      case SQUARE ->
          new SquareAttack(
              settings.grid(), settings.whole(Setting.QUERIES, SQUARE_QUERIES), settings.seed());
    };
  }

  private static double h(AttackSettings settings) {
    return settings.number(Setting.H, H);
  }

  private static int samples(AttackSettings settings) {
    return settings.whole(Setting.SAMPLES, SAMPLES);
  }

  private static int tile(AttackSettings settings) {
    return settings.whole(Setting.TILE, TILE);
  }

  private static GradientAttackOptions climbing(
      GradientAttackOptions usual, AttackSettings settings) {
    GradientAttackOptions options =
        usual
            .withSteps(settings.whole(Setting.STEPS, usual.steps()))
            .withRestarts(settings.whole(Setting.RESTARTS, usual.restarts()))
            .withDecay(settings.number(Setting.DECAY, usual.decay()))
            .withSeed(settings.seed());
    return settings.values().containsKey(Setting.STEP_SIZE)
        ? options.withStepSize(settings.number(Setting.STEP_SIZE, Double.NaN))
        : options;
  }

  /** One step of epsilon where the whole gradient is estimated, ten where it is a sample of it. */
  private static Attack estimating(
      GradientEstimator estimator, AttackSettings settings, boolean whole) {
    GradientAttackOptions usual =
        whole
            ? GradientAttackOptions.FGSM
            : GradientAttackOptions.BIM
                .withSteps(ESTIMATED_STEPS)
                .withRelativeStepSize(ESTIMATED_RELATIVE_STEP);
    GradientAttackOptions options = climbing(usual, settings);
    if (options.steps() > 1 && whole && !settings.values().containsKey(Setting.STEP_SIZE)) {
      options = options.withRelativeStepSize(ESTIMATED_RELATIVE_STEP);
    }
    long budget = settings.whole(Setting.QUERIES, Integer.MAX_VALUE);
    return new EstimatedGradientAttack(estimator, options, budget);
  }
}
