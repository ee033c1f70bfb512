package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long work takes, by a clock that the test moves. */
class ForecastTest {
  private final List<Double> told = new ArrayList<>();
  private double now = 7;
  private final Forecast forecast = new Forecast(told::add, () -> (long) (now * 1e9));

  private void after(double seconds, long done) {
    now += seconds;
    forecast.update(done, 100);
  }

  @Test
  void theRateOnceWarmTellsOfTheRestOnce() {
    after(Forecast.WARMING_SECONDS, 1);
    after(Forecast.WATCHED_SECONDS, 11);
    assertThat(told)
        .containsExactly(
            Forecast.WARMING_SECONDS
                + Forecast.WATCHED_SECONDS
                + 89 * Forecast.WATCHED_SECONDS / 10);
    after(9, 12);
    assertThat(told).hasSize(1);
  }

  @Test
  void whatWarmsUpOrIsTooShortTellsNothing() {
    after(Forecast.WARMING_SECONDS - 0.25, 50);
    after(Forecast.WATCHED_SECONDS, 60);
    after(Forecast.WATCHED_SECONDS - 0.25, 70);
    assertThat(told).isEmpty();
    after(0.25, 70);
    assertThat(told).hasSize(1);
  }

  @Test
  void whatStandsStillTellsNothing() {
    after(Forecast.WARMING_SECONDS, 1);
    after(60, 1);
    assertThat(told).isEmpty();
  }

  @Test
  void aStageOfSeveralSamplesTellsHowLongAllTake() {
    List<String> heard = new ArrayList<>();
    WorkListener listener =
        new WorkListener() {
          @Override
          public void expect(double seconds) {
            told.add(seconds);
          }

          @Override
          public void update(String stage, long done, long total) {
            heard.add(stage + " " + done);
          }
        };
    StageForecast stage =
        new StageForecast(listener, Set.of("quotients"), 3, () -> (long) (now * 1e9));
    stage.update("choosing", 1, 2);
    now += 7;
    stage.update("quotients", 0, 40);
    now += Forecast.WARMING_SECONDS;
    stage.update("quotients", 10, 40);
    now += Forecast.WATCHED_SECONDS;
    stage.update("quotients", 20, 40);
    stage.update("quotients", 30, 40);
    double one = Forecast.WARMING_SECONDS + 3 * Forecast.WATCHED_SECONDS;
    assertThat(told).containsExactly(3 * one);
    assertThat(heard).hasSize(5).startsWith("choosing 1", "quotients 0");
  }

  @Test
  void trainingThatIsGoneOnWithLeavesOutWhatWasDone() {
    TrainingForecast training =
        new TrainingForecast(new Forecast(told::add, () -> (long) (now * 1e9)), 4);
    training.batch(3, 1, 10);
    now += Forecast.WARMING_SECONDS;
    training.batch(3, 5, 10);
    now += Forecast.WATCHED_SECONDS;
    training.batch(3, 10, 10);
    assertThat(told).containsExactly(Forecast.WARMING_SECONDS + 3 * Forecast.WATCHED_SECONDS);
  }
}
