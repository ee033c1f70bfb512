package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.TieRule;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on one of its pieces.
 *
 * @param kernel the operation
 * @param pin which winners and sides it has there
 * @param <P> what the kernel pins
 */
public record Pinned<P>(Kernel<P> kernel, P pin) {

  /** The piece that a tie rule picks at a point. */
  public static <P> Pinned<P> of(Kernel<P> kernel, double[][][] values, TieRule rule) {
    return new Pinned<>(kernel, kernel.pin(values, rule));
  }

  /** The pieces of many kernels. */
  public static Pinned<?>[] all(List<Kernel<?>> kernels, double[][][] values, TieRule rule) {
    return kernels.stream().map(kernel -> of(kernel, values, rule)).toArray(Pinned<?>[]::new);
  }

  /** See {@link Kernel#backward}. */
  public void backward(double[][][] values, double[][][] bars, Entries norm) {
    kernel.backward(values, pin, bars, norm);
  }

  /** See {@link Kernel#forwardPinned}. */
  public Pinned<P> forward(double[][][] values, double[][][] base) {
    return new Pinned<>(kernel, kernel.forwardPinned(values, base, pin));
  }

  /** See {@link Kernel#push}. */
  public void push(BasePoint point, Changes changes) {
    kernel.push(point, pin, changes);
  }

  /** See {@link Kernel#perturb}. */
  public void perturb(BasePoint point, int slot, int index, double step, Changes changes) {
    kernel.perturb(point, pin, slot, index, step, changes);
  }

  /** See {@link Kernel#parameterGradient}. */
  public double[] parameterGradient(
      int slot, double[][][] values, double[][] bar, boolean absolute) {
    return kernel.parameterGradient(slot, values, pin, bar, absolute);
  }

  /** See {@link Kernel#slopes}. */
  public double @Nullable [][] slopes() {
    return kernel.slopes(pin);
  }

  /** See {@link Kernel#winners}. */
  public MaximumKernel.@Nullable Pin winners() {
    return kernel.winners(pin);
  }

  /** See {@link Kinks#visit}. */
  public void visitKinks(BasePoint point, double[][][] variances, KinkVisitor visitor) {
    kernel.kinks().visit(point, pin, variances, visitor);
  }

  /** See {@link Kinks#flip}. */
  public Pinned<P> flip(NearTie tie) {
    return new Pinned<>(kernel, kernel.kinks().flip(pin, tie));
  }

  /** See {@link Kinks#flipEffect}. */
  public void flipEffect(NearTie tie, double bar, double[][][] moved) {
    kernel.kinks().flipEffect(pin, tie, bar, moved);
  }

  /** See {@link Kinks#flipScore}. */
  public double flipScore(NearTie tie, double[][][] bars, Changes changes) {
    return kernel.kinks().flipScore(pin, tie, bars, changes);
  }

  /** See {@link Kinks#spread}. */
  public void spread(List<NearTie> ties, double[][][] variances) {
    kernel.kinks().spread(pin, ties, variances);
  }

  /** See {@link Kinks#widen}. */
  public void widen(List<NearTie> ties, Intervals bars) {
    kernel.kinks().widen(pin, ties, bars);
  }

  /** See {@link Kinks#bound}. */
  public void bound(
      List<NearTie> ties, Intervals bars, Changes changes, Consumer<Kinks.Line> lines) {
    kernel.kinks().bound(pin, ties, bars, changes, lines);
  }

  /** See {@link Kinks#covers}; the other must be of the same kernel. */
  @SuppressWarnings("unchecked")
  public boolean covers(List<NearTie> ties, Pinned<?> other) {
    if (other.kernel() != kernel) {
      throw new IllegalArgumentException(kernel.name + " and " + other.kernel().name);
    }
    return kernel.kinks().covers(pin, ties, (P) other.pin());
  }
}
