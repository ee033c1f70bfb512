/** Difference formulas with exact coefficients, and the rules that choose a step for them. */
@NullMarked
package io.plumbline.core.step;

import org.jspecify.annotations.NullMarked;
