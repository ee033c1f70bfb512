/** What rounding may do to values and derivatives at a point. */
@NullMarked
package io.plumbline.evaluate.rounding;

import org.jspecify.annotations.NullMarked;
