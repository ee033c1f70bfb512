/** Certified differences: changes pushed through a piece. */
package io.plumbline.evaluate.differences;
