package io.plumbline.testing.functions;

/** A scalar function of an array, in any arithmetic. */
@FunctionalInterface
public interface Formula {
  Num at(Num[] x);
}
