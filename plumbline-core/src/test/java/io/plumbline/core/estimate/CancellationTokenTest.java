package io.plumbline.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancellationTokenTest {
  @Test
  void goesOnByItselfWhenTheTimeIsUp() {
    assertThat(CancellationToken.after(Duration.ofHours(1)).isCancelled()).isFalse();
    CancellationToken up = CancellationToken.after(Duration.ZERO);
    assertThat(up.isCancelled()).isTrue();
    assertThatThrownBy(up::throwIfCancelled).isInstanceOf(CancellationException.class);
  }

  @Test
  void goesOnBeforeThatWhereItIsAskedTo() {
    CancellationToken token = CancellationToken.after(Duration.ofHours(1));
    token.throwIfCancelled();
    token.cancel();
    assertThatThrownBy(token::throwIfCancelled).isInstanceOf(CancellationException.class);
  }
}
