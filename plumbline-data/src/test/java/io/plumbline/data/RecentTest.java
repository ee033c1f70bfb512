package io.plumbline.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentTest {
  @Test
  void theOldestGoesFirst() {
    Recent<String, Integer> recent = new Recent<>(2);
    recent.put("a", 1);
    recent.put("b", 2);
    assertThat(recent.take("a")).isEqualTo(1);
    assertThat(recent.take("a")).isNull();
    recent.put("a", 3);
    recent.put("c", 4);
    assertThat(recent.take("b")).isNull();
    assertThat(recent.take("a")).isEqualTo(3);
    assertThat(recent.take("c")).isEqualTo(4);
  }

  @Test
  void eachThreadHasItsOwn() throws InterruptedException {
    Recent<String, Integer> recent = new Recent<>(2);
    recent.put("a", 1);
    AtomicReference<Integer> others = new AtomicReference<>(0);
    Thread other = new Thread(() -> others.set(recent.take("a")));
    other.start();
    other.join();
    assertThat(others.get()).isNull();
    assertThat(recent.take("a")).isEqualTo(1);
  }
}
