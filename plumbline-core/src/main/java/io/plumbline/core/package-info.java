/** Finite differences with a bound: from a function to an estimate, on {@code java.base} alone. */
package io.plumbline.core;
