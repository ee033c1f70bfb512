/**
 * What is differentiated: a scalar function of an array, the array's shape, and the arithmetic it
 * is evaluated in.
 */
@NullMarked
package io.plumbline.core.function;

import org.jspecify.annotations.NullMarked;
