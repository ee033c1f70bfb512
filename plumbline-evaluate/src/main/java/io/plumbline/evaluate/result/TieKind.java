package io.plumbline.evaluate.result;

/** What kinds of kink may lie exactly at a point. */
public enum TieKind {
  /** Equal elements of a pooling window. */
  WINDOW,
  /** Equal elements of a maximum over axes. */
  REDUCTION,
  /** Equal operands of a maximum of two. */
  PAIR,
  /** An activation's argument on its kink. */
  UNIT
}
