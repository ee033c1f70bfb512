/** Difference formulas with exact coefficients, and the rules that choose a step for them. */
package io.plumbline.core.step;
