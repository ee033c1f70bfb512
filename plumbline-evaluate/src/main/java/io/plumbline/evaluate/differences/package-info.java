/** Certified differences: changes pushed through a piece. */
@NullMarked
package io.plumbline.evaluate.differences;

import org.jspecify.annotations.NullMarked;
