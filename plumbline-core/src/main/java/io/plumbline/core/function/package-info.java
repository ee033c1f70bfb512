/**
 * What is differentiated: a scalar function of an array, the array's shape, and the arithmetic it
 * is evaluated in.
 */
package io.plumbline.core.function;
