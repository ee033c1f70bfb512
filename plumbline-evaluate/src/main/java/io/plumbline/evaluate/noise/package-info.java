/** What an arithmetic's rounding does to a gradient, measured or bounded by repeated passes. */
package io.plumbline.evaluate.noise;
