/**
 * Two arrays that should be one gradient: which of them is right, and what the difference between
 * them is made of, pixel by pixel, in parts that add up.
 */
@NullMarked
package io.plumbline.diagnose.explain;

import org.jspecify.annotations.NullMarked;
