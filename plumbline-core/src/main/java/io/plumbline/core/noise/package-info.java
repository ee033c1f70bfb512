/** How far a computed function value may lie from the value of the smooth function behind it. */
@NullMarked
package io.plumbline.core.noise;

import org.jspecify.annotations.NullMarked;
