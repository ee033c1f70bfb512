/** A program at an input, and reverse mode there. */
package io.plumbline.evaluate.point;
