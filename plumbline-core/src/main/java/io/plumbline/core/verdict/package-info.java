/**
 * From a gradient and the evidence against it to a verdict. One rule for every coordinate: what the
 * derivative's bound, the arithmetic's rounding and the relative tolerance allow together.
 */
@NullMarked
package io.plumbline.core.verdict;

import org.jspecify.annotations.NullMarked;
