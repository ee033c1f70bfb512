package io.plumbline.testing.generated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to a file's bytes, drawn from a seed: cuts, copies, and numbers that are at an edge. */
public final class Mutations {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    1 << 20,
    1 << 25,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    (1L << 32) + 1,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final Pattern VALUE =
      Pattern.compile(
          "(?<=[ \\[:,])(-?[0-9.]+(e-?[0-9]+)?|true|false|null|\"[a-zA-Z_0-9]+\")(?=[,\\]} ])");

  private final Random random;

  public Mutations(Random random) {
    this.random = random;
  }

  /** A number that code forgets. */
  public long edge() {
    return random.nextInt(4) == 0
        ? random.nextInt(20) - 5
        : EDGES[random.nextInt(EDGES.length)]
            + (random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 0);
  }

  /** JSON in which some number, word or truth value is another. */
  public String ofJson(String json) {
    List<MatchResult> values = new ArrayList<>(VALUE.matcher(json).results().toList());
    if (values.isEmpty()) {
      return json;
    }
    MatchResult value = values.get(random.nextInt(values.size()));
    String other =
        switch (random.nextInt(5)) {
          case 0 -> values.get(random.nextInt(values.size())).group();
          case 1 -> "null";
          case 2 -> String.valueOf(random.nextGaussian());
          case 3 -> "[" + (random.nextInt(5) - 1) + ", " + edge() + "]";
          default -> String.valueOf(edge());
        };
    return json.substring(0, value.start()) + other + json.substring(value.end());
  }

  /** One to four changes. */
  public byte[] of(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int k = random.nextInt(4); k >= 0 && changed.length > 0; k--) {
      changed = once(changed);
    }
    return changed;
  }

  private byte[] once(byte[] bytes) {
    int at = place(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        int from = place(bytes.length);
        int length = Math.min(1 + random.nextInt(64), bytes.length - Math.max(at, from));
        System.arraycopy(bytes.clone(), from, bytes, at, length);
      }
      case 2 -> {
        int gone = Math.min(1 + random.nextInt(16), bytes.length - at);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - gone);
        System.arraycopy(bytes, at + gone, shorter, at, bytes.length - at - gone);
        return shorter;
      }
      case 3 -> {
        int more = 1 + random.nextInt(16);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
        System.arraycopy(bytes, at, longer, at + more, bytes.length - at);
        return longer;
      }
      case 4 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 5, 6 -> {
        long edge = edge();
        boolean big = random.nextBoolean();
        int width = 1 << random.nextInt(4);
        for (int k = 0; k < width && at + k < bytes.length; k++) {
          bytes[at + k] = (byte) (edge >> 8 * (big ? width - 1 - k : k));
        }
      }
      default -> bytes[at] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** Structure stands at both ends more often than in the middle. */
  private int place(int length) {
    int near = random.nextInt(Math.min(length, 512));
    return switch (random.nextInt(3)) {
      case 0 -> near;
      case 1 -> length - 1 - near;
      default -> random.nextInt(length);
    };
  }
}
