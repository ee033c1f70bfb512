package io.plumbline.jobs.check;

import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Coordinates;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.jobs.input.Preprocessing;
import io.plumbline.testing.Corpus;
import java.util.Optional;
import java.util.OptionalInt;

/** What a check of the fixtures' gradients is asked. */
final class CorpusSettings {
  static final CheckSettings.Files NO_FILES = CheckSettings.Files.NONE;

  private CorpusSettings() {}

  static CheckSettings of(Corpus corpus) {
    return of(corpus, false, NO_FILES);
  }

  static CheckSettings of(Corpus corpus, boolean selfTest, CheckSettings.Files files) {
    ModelAndSamples of =
        new ModelAndSamples(
            corpus.model(),
            ModelChoices.NONE,
            Optional.of(corpus.folder().resolve("inputs.npy")),
            Preprocessing.NONE,
            Optional.of(corpus.folder().resolve("labels.npy").toString()),
            OptionalInt.empty(),
            Optional.empty(),
            LossSettings.NONE);
    return new CheckSettings(
        of,
        By.INPUT,
        Optional.of(corpus.folder().resolve("gradients.npy")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1e-3,
        Optional.empty(),
        false,
        Coordinates.AUTO,
        CheckOptions.SEED,
        CheckOptions.DEFAULT.mustSee(),
        selfTest,
        Optional.empty(),
        files);
  }
}
