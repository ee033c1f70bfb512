package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds tensors by the names that people have for them. A name means the tensor of that name, else
 * the one whose name ends in it, or it in the tensor's; frameworks put a model's name in front, and
 * write dots where others write slashes. A module of PyTorch means the value that it gives: the
 * last whose name begins with the module's.
 */
final class TensorNames {
  private static final int MOST_LISTED = 12;

  private final String source;
  private final Map<String, String> names;

  /**
   * Tensors.
   *
   * @param source what they are of, for messages
   * @param names by any of its names each tensor's own, in the order of the file
   */
  TensorNames(String source, Map<String, String> names) {
    this.source = source;
    this.names = names;
  }

  /** Tensors that have one name each. */
  static TensorNames of(String source, List<String> names) {
    Map<String, String> own = new LinkedHashMap<>();
    names.forEach(name -> own.put(name, name));
    return new TensorNames(source, own);
  }

  /** The tensor of a name. */
  String find(String what, String name) {
    List<String> found = candidates(name);
    if (found.size() != 1) {
      throw unclear(what, name, found);
    }
    return found.get(0);
  }

  /** What is said of a name that means none of the tensors, or several. */
  InvalidInputException unclear(String what, String name, List<String> meant) {
    return new InvalidInputException(
        what
            + " ("
            + name
            + ") must be one of the tensors of "
            + source
            + (meant.isEmpty()
                ? ": " + list(List.copyOf(new LinkedHashSet<>(names.values())))
                : ", and may be " + list(meant)));
  }

  /** The tensor of a name, not of a module; empty where there is none, or more than one. */
  Optional<String> matching(String name) {
    List<String> found = named(name);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** The tensors of a module, such as its weights. */
  List<String> inside(String module) {
    List<String> wanted = parts(module);
    return tensors(parts -> Collections.indexOfSubList(parts, wanted) == 0);
  }

  private List<String> candidates(String name) {
    List<String> found = named(name);
    if (!found.isEmpty()) {
      return found;
    }
    List<String> inside = inside(name);
    return inside.subList(Math.max(0, inside.size() - 1), inside.size());
  }

  private List<String> named(String name) {
    String known = names.get(name);
    if (known != null) {
      return List.of(known);
    }
    List<String> wanted = parts(name);
    return tensors(parts -> endsIn(parts, wanted) || endsIn(wanted, parts));
  }

  /**
   * Refuses a module that is called more than once, for then its name means several values.
   *
   * @param given all names: one that looks like a further call may be a module of its own
   */
  void requireOnce(String what, String name, Set<String> given) {
    if (names.containsKey(name)) {
      return;
    }
    List<String> wanted = parts(name);
    int last = wanted.size() - 1;
    Pattern again = Pattern.compile(Pattern.quote(wanted.get(last)) + "_\\d+");
    for (Map.Entry<String, String> each : names.entrySet()) {
      List<String> parts = parts(each.getKey());
      boolean further =
          parts.size() > last
              && parts.subList(0, last).equals(wanted.subList(0, last))
              && again.matcher(parts.get(last)).matches();
      String module = String.join(".", parts.subList(0, Math.min(parts.size(), last + 1)));
      if (further && !given.contains(module)) {
        throw new InvalidInputException(
            what
                + " ("
                + name
                + ") must be of a layer that is called once, and this one also gives "
                + each.getValue()
                + ": name the value itself");
      }
    }
  }

  /** The tensors that have a name like this. */
  private List<String> tensors(Predicate<List<String>> like) {
    Set<String> found = new LinkedHashSet<>();
    names.forEach(
        (name, tensor) -> {
          if (like.test(parts(name))) {
            // The last of its names counts for the order.
            found.remove(tensor);
            found.add(tensor);
          }
        });
    return List.copyOf(found);
  }

  private static boolean endsIn(List<String> parts, List<String> wanted) {
    int from = parts.size() - wanted.size();
    return from >= 0 && parts.subList(from, parts.size()).equals(wanted);
  }

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>(Arrays.asList(name.split("[./:]")));
    parts.removeIf(String::isEmpty);
    // TensorFlow counts the outputs of each variable's operation.
    if (parts.size() > 1 && name.endsWith(":0")) {
      parts.remove(parts.size() - 1);
    }
    return parts;
  }

  static String list(List<String> names) {
    String first = names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_LISTED;
    return names.isEmpty() ? "none" : more > 0 ? first + " and " + more + " more" : first;
  }
}
