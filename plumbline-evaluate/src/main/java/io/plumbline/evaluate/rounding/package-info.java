/** What rounding may do to values and derivatives at a point. */
package io.plumbline.evaluate.rounding;
