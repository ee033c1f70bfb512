package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Sums of products over named axes. Operands are taken in one after the other; what two of them
 * share and nobody asks for later is summed at once, as a product of matrices.
 */
final class Contractions {
  private Contractions() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Einsum", call -> new Contraction(call).lower());
    types.put("Det", Contractions::determinant);
  }

  /**
   * An operand whose axes have names.
   *
   * @param names one letter for each axis, no letter twice
   */
  private record Named(Operand operand, List<Character> names) {
    int extent(char name) {
      return names.contains(name) ? operand.shape().extent(names.indexOf(name)) : 1;
    }
  }

  /** One equation. */
  private static final class Contraction {
    private final Call call;
    private final Algebra algebra;
    private final List<List<Character>> inputs = new ArrayList<>();
    private final List<Character> output = new ArrayList<>();

    Contraction(Call call) {
      this.call = call;
      this.algebra = new Algebra(call);
      String equation = call.attributes().text("equation", "").replace(" ", "");
      String[] sides = equation.split("->", -1);
      String[] terms = sides[0].split(",", -1);
      if (sides.length > 2
          || terms.length != call.inputCount()
          || !equation.matches("[A-Za-z.,>-]+")) {
        throw call.error(
            "equation ("
                + ExternalData.printable(equation)
                + ") must name the axes of "
                + call.inputCount()
                + " inputs");
      }
      int ellipsis = 0;
      for (int k = 0; k < terms.length; k++) {
        int named = terms[k].replace("...", "").length();
        ellipsis = Math.max(ellipsis, call.input(k).shape().rank() - named);
      }
      for (int k = 0; k < terms.length; k++) {
        int rank = call.input(k).shape().rank();
        inputs.add(letters(terms[k], rank - terms[k].replace("...", "").length()));
        if (inputs.get(k).size() != rank) {
          throw call.error("equation must name each axis of input " + k);
        }
      }
      output.addAll(sides.length == 2 ? letters(sides[1], ellipsis) : implied(ellipsis));
    }

    /** The axes of a term; those an ellipsis stands for get digits, the last one 0. */
    private static List<Character> letters(String term, int ellipsis) {
      List<Character> letters = new ArrayList<>();
      int dots = term.indexOf("...");
      for (int k = 0; k < term.length(); k++) {
        if (k == dots) {
          for (int axis = ellipsis - 1; axis >= 0; axis--) {
            letters.add((char) ('0' + axis));
          }
          k += 2;
        } else {
          letters.add(term.charAt(k));
        }
      }
      return letters;
    }

    /** Without an output: the ellipsis, then what stands once, in the alphabet's order. */
    private List<Character> implied(int ellipsis) {
      List<Character> all = new ArrayList<>();
      inputs.forEach(all::addAll);
      List<Character> names = new ArrayList<>(letters("...", ellipsis));
      all.stream()
          .filter(name -> Character.isLetter(name) && all.indexOf(name) == all.lastIndexOf(name))
          .sorted()
          .forEach(names::add);
      return names;
    }

    void lower() {
      // Operands may be many, and names are few: each has the last operand that asks for it.
      Map<Character, Integer> last = new HashMap<>();
      for (int k = 0; k < inputs.size(); k++) {
        for (char name : inputs.get(k)) {
          last.put(name, k);
        }
      }
      output.forEach(name -> last.put(name, inputs.size()));
      Named product = null;
      for (int k = 0; k < inputs.size(); k++) {
        int operand = k;
        Predicate<Character> later = name -> last.getOrDefault(name, 0) > operand;
        Named next = diagonal(new Named(call.input(k), inputs.get(k)));
        product = product == null ? next : pair(product, next, later);
        product = summed(product, later);
      }
      Objects.requireNonNull(product);
      for (char name : output) {
        if (!product.names().contains(name)) {
          throw call.error("equation must take each axis of the output from an input");
        }
      }
      List<Character> from = product.names();
      int[] order = output.stream().mapToInt(from::indexOf).toArray();
      call.give(algebra.transpose(product.operand(), order));
    }

    /** Only the elements whose coordinates agree where one name stands twice. */
    private Named diagonal(Named x) {
      Map<Character, Integer> extents = new LinkedHashMap<>();
      for (int axis = 0; axis < x.names().size(); axis++) {
        int extent = x.operand().shape().extent(axis);
        Integer other = extents.putIfAbsent(x.names().get(axis), extent);
        if (other != null && other != extent) {
          throw call.error("axes of one name must be of one extent");
        }
      }
      if (extents.size() == x.names().size()) {
        return x;
      }
      List<Character> names = new ArrayList<>(extents.keySet());
      Shape shape = call.shape(extents.values().stream().mapToInt(Integer::intValue).toArray());
      int[] strides = x.operand().shape().strides();
      int[] places = new int[shape.size()];
      for (int k = 0; k < places.length; k++) {
        int[] at = shape.coordinates(k);
        for (int axis = 0; axis < strides.length; axis++) {
          places[k] += at[names.indexOf(x.names().get(axis))] * strides[axis];
        }
      }
      Operand flat = algebra.reshape(x.operand(), x.operand().shape().size());
      return new Named(algebra.reshape(algebra.gather(flat, 0, places), shape.extents()), names);
    }

    private Named summed(Named x, Predicate<Character> kept) {
      List<Character> names = x.names().stream().filter(kept).toList();
      if (names.size() == x.names().size()) {
        return x;
      }
      int[] gone =
          IntStream.range(0, x.names().size())
              .filter(axis -> !kept.test(x.names().get(axis)))
              .toArray();
      Operand sum = algebra.sum(x.operand(), gone);
      return new Named(algebra.reshape(sum, names.stream().mapToInt(x::extent).toArray()), names);
    }

    /** (shared and kept, own of a, summed) times (shared and kept, summed, own of b). */
    private Named pair(Named a, Named b, Predicate<Character> later) {
      List<Character> batch = new ArrayList<>();
      List<Character> inner = new ArrayList<>();
      for (char name : a.names()) {
        if (b.names().contains(name)) {
          boolean stays = later.test(name) || a.extent(name) != b.extent(name);
          (stays ? batch : inner).add(name);
        }
      }
      List<Character> left = without(a.names(), b.names());
      List<Character> right = without(b.names(), a.names());
      Operand first = arranged(a, batch, left, inner);
      Operand second = arranged(b, batch, inner, right);
      Operand product = algebra.matrixProduct(first, second);
      List<Character> names = new ArrayList<>(batch);
      names.addAll(left);
      names.addAll(right);
      int[] extents =
          names.stream().mapToInt(name -> Math.max(a.extent(name), b.extent(name))).toArray();
      return new Named(algebra.reshape(product, extents), names);
    }

    private static List<Character> without(List<Character> names, List<Character> others) {
      List<Character> left = new ArrayList<>(names);
      left.removeAll(others);
      return left;
    }

    /** With the axes of the batch as they are, and the others as two. */
    private Operand arranged(
        Named x, List<Character> batch, List<Character> rows, List<Character> columns) {
      List<Character> names = new ArrayList<>(batch);
      names.addAll(rows);
      names.addAll(columns);
      int[] order = names.stream().mapToInt(x.names()::indexOf).toArray();
      int[] extents = new int[batch.size() + 2];
      Arrays.fill(extents, 1);
      for (int k = 0; k < batch.size(); k++) {
        extents[k] = x.extent(batch.get(k));
      }
      rows.forEach(name -> extents[batch.size()] *= x.extent(name));
      columns.forEach(name -> extents[batch.size() + 1] *= x.extent(name));
      return algebra.reshape(algebra.transpose(x.operand(), order), extents);
    }
  }

  /** By expansion along the first row, which is for the small matrices that models have. */
  private static void determinant(Call call) {
    Shape x = call.input(0).shape();
    if (x.rank() < 2 || x.extent(-1) != x.extent(-2) || x.extent(-1) > 4) {
      throw call.error("input " + x + " must end in a square of at most 4 rows");
    }
    int n = x.extent(-1);
    Algebra algebra = new Algebra(call);
    int[] lead = Arrays.copyOf(x.extents(), x.rank() - 2);
    Operand rows = algebra.reshape(call.input(0), x.size() / (n * n), n, n);
    call.give(algebra.reshape(minor(algebra, rows), lead));
  }

  private static Operand minor(Algebra algebra, Operand x) {
    int n = x.shape().extent(1);
    if (n == 1) {
      return x;
    }
    Operand sum = null;
    Operand below = algebra.slice(x, 1, 1, n);
    for (int k = 0; k < n; k++) {
      int left = k;
      int[] others = IntStream.range(0, n).filter(j -> j != left).toArray();
      Operand entry = algebra.slice(algebra.slice(x, 1, 0, 1), 2, k, k + 1);
      Operand term = algebra.multiply(entry, minor(algebra, algebra.gather(below, 2, others)));
      sum = sum == null ? term : k % 2 == 0 ? algebra.add(sum, term) : algebra.subtract(sum, term);
    }
    return Objects.requireNonNull(sum);
  }
}
