/**
 * A graph evaluated in float64: {@link io.plumbline.evaluate.Evaluator} holds the model, {@link
 * io.plumbline.evaluate.Point} an input, {@link io.plumbline.evaluate.Piece} the smooth piece of
 * the network there, with its derivatives.
 */
@NullMarked
package io.plumbline.evaluate;

import org.jspecify.annotations.NullMarked;
