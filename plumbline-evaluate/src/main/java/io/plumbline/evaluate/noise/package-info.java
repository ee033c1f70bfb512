/** What an arithmetic's rounding does to a gradient, measured or bounded by repeated passes. */
@NullMarked
package io.plumbline.evaluate.noise;

import org.jspecify.annotations.NullMarked;
