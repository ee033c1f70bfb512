package io.plumbline.report;

import java.util.List;

/**
 * Colour ramps, evenly spaced, as RRGGBB. The diverging ramp is ColorBrewer's RdBu turned round
 * (blue below zero, red above), the sequential one runs through the hues of matplotlib's magma;
 * both stay readable with colour-blindness because lightness alone orders them.
 */
enum Palette {
  LIGHT(
      List.of(
          0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d,
          0xb2182b, 0x67001f),
      List.of(0xfcf6e8, 0xfed9a4, 0xfeb078, 0xf8765c, 0xd3436e, 0x982d80, 0x5f187f, 0x221150)),
  DARK(
      List.of(
          0xb5d7ff, 0x7fb6f5, 0x4a8fd6, 0x2a66a3, 0x1f4168, 0x23272e, 0x6b2f24, 0xa8452f, 0xdb6a4c,
          0xf59b7c, 0xffd0bd),
      List.of(0x1c1e2b, 0x3b1a5e, 0x6a2482, 0x982d80, 0xd3436e, 0xf8765c, 0xfeb078, 0xfcfdbf));

  /** So many colours of cells that a theme gives. */
  static final int LEVELS = 12;

  /** The first of them is told from a page without cells. */
  private static final double FIRST = 0.22;

  private final List<Integer> diverging;
  private final List<Integer> sequential;

  Palette(List<Integer> diverging, List<Integer> sequential) {
    this.diverging = diverging;
    this.sequential = sequential;
  }

  List<String> divergingHex() {
    return diverging.stream().map(Palette::hex).toList();
  }

  List<String> sequentialHex() {
    return sequential.stream().map(Palette::hex).toList();
  }

  /** The colour 0xRRGGBB of a value on a scale; gray for what is not a number. */
  int colour(ColourScale scale, double value) {
    if (Double.isNaN(value)) {
      return 0x808080;
    }
    if (scale instanceof ColourScale.Diverging signed) {
      double place = signed.limit() == 0 ? 0 : value / signed.limit();
      return between(diverging, 0.5 + place / 2);
    }
    if (scale instanceof ColourScale.LogSequential log) {
      double span = Math.log(log.high() / log.low());
      return between(sequential, Math.log(Math.max(value, log.low()) / log.low()) / span);
    }
    if (scale instanceof ColourScale.Gray gray) {
      int level = brightness(gray, value);
      return level << 16 | level << 8 | level;
    }
    return category((ColourScale.Categories) scale, value);
  }

  /** The colours of cells, as properties of a style sheet. */
  String levels() {
    StringBuilder properties = new StringBuilder();
    for (int level = 0; level < LEVELS; level++) {
      int colour = between(sequential, FIRST + (1 - FIRST) * level / (LEVELS - 1));
      properties.append("--c").append(level).append(": ").append(hex(colour)).append("; ");
    }
    return properties.toString();
  }

  static int level(ColourScale.LogSequential scale, double value) {
    double span = Math.log(scale.high() / scale.low());
    return (int) Math.round(clamp(Math.log(value / scale.low()) / span) * (LEVELS - 1));
  }

  static int brightness(ColourScale.Gray gray, double value) {
    double span = gray.high() - gray.low();
    double place = span == 0 ? 0 : (value - gray.low()) / span;
    return (int) Math.round(255 * clamp(place));
  }

  static int roleColour(ColourScale.Role role) {
    return switch (role) {
      case GOOD -> 0x8fb8a0;
      case TIED -> 0x9db4cc;
      case UNDECIDED -> 0xe5c365;
      case BAD -> 0xc4373a;
    };
  }

  private static int category(ColourScale.Categories scale, double value) {
    int index = (int) Math.max(0, Math.min(scale.categories().size() - 1, value));
    return roleColour(scale.categories().get(index).role());
  }

  private static int between(List<Integer> ramp, double place) {
    double at = clamp(place) * (ramp.size() - 1);
    int index = Math.min((int) at, ramp.size() - 2);
    double part = at - index;
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = ramp.get(index) >> shift & 0xff;
      int to = ramp.get(index + 1) >> shift & 0xff;
      colour |= (int) Math.round(from + part * (to - from)) << shift;
    }
    return colour;
  }

  private static double clamp(double place) {
    return Math.max(0, Math.min(1, place));
  }

  static String hex(int colour) {
    return String.format("#%06x", colour);
  }
}
