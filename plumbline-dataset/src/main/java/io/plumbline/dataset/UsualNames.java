package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What writers of records call the values and the label of a sample. */
final class UsualNames {
  /** Those of pictures first. */
  private static final List<String> VALUES =
      List.of(
          "image/encoded",
          "image.bytes",
          "img.bytes",
          "image",
          "img",
          "image_raw",
          "pixel_values",
          "x",
          "features",
          "inputs",
          "input");

  /** Of the first of these that there is, the value is the label. */
  static final List<String> LABELS =
      List.of("label", "image/class/label", "labels", "fine_label", "y");

  /** Names in a message that tells which there are. */
  private static final int MOST_LISTED = 12;

  private UsualNames() {}

  /**
   * Chooses what the values are.
   *
   * @param what is chosen: a feature, a column
   * @param names that there are
   * @param named by the user, if so; a structure's name stands for the bytes in it
   * @throws InvalidInputException if there is none of the name, or more than one may be meant
   */
  static String values(String what, Collection<String> names, Optional<String> named) {
    if (named.isPresent()) {
      String name = named.get();
      return names.contains(name)
          ? name
          : Optional.of(name + ".bytes")
              .filter(names::contains)
              .orElseThrow(() -> missing(what, name, names));
    }
    List<String> unknown = names.stream().filter(name -> !LABELS.contains(name)).toList();
    return VALUES.stream()
        .filter(names::contains)
        .findFirst()
        .or(() -> Optional.of(unknown).filter(all -> all.size() == 1).map(all -> all.get(0)))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    what + " must be named behind a colon, and be one of " + list(names)));
  }

  /** The error of a name that is not there. */
  static InvalidInputException missing(String what, String name, Collection<String> names) {
    return new InvalidInputException(
        "%s (%s) must be one of %s".formatted(what, Source.excerpt(name), list(names)));
  }

  private static String list(Collection<String> names) {
    String first =
        names.stream().limit(MOST_LISTED).map(Source::excerpt).collect(Collectors.joining(", "));
    int more = names.size() - MOST_LISTED;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
