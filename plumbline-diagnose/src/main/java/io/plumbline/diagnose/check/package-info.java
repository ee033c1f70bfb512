/**
 * Holds a gradient by the input against the certified derivative: which tie rule it follows, which
 * near-ties it decides otherwise, what agrees, and what a pass proves.
 *
 * <p>From a gradient to its result: {@code NetworkCheck} makes a {@code BatchCheck}, which asks
 * {@code ProvenCheck} or, where proven bounds are too wide, {@code DeepCheck}. Both give an {@code
 * Examined}; {@code core.verdict.Decision} decides by it, and a {@code SampleResult} says all.
 */
@NullMarked
package io.plumbline.diagnose.check;

import org.jspecify.annotations.NullMarked;
