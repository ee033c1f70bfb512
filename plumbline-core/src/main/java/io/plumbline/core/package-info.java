/**
 * Finite differences with a bound: from a function to an estimate, on {@code java.base} alone. Here
 * stands what every module shares: how bad input is said, and how results are written.
 */
@NullMarked
package io.plumbline.core;

import org.jspecify.annotations.NullMarked;
