/**
 * Error formulas, their statistics over two arrays of one shape, and the error as a function of the
 * step.
 */
package io.plumbline.core.compare;
