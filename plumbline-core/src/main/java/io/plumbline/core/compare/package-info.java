/**
 * Error formulas, their statistics over two arrays of one shape, and the error as a function of the
 * step.
 */
@NullMarked
package io.plumbline.core.compare;

import org.jspecify.annotations.NullMarked;
