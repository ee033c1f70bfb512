package io.plumbline.graph;

/** An operation of one input that multiplies it by constants and adds constants, nothing else. */
public interface Affine extends Op {

  /**
   * The same operation without the constants that it adds: what becomes of a change of its input.
   *
   * @return itself where it adds none
   */
  default Op linear() {
    return this;
  }
}
