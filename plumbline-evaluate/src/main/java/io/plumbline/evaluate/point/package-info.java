/** A program at an input, and reverse mode there. */
@NullMarked
package io.plumbline.evaluate.point;

import org.jspecify.annotations.NullMarked;
