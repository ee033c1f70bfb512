/** Derivatives by finite differences, each with its error bound, its step and what it cost. */
@NullMarked
package io.plumbline.core.estimate;

import org.jspecify.annotations.NullMarked;
