/** Derivatives by blocks of pixels instead of single pixels. */
@NullMarked
package io.plumbline.core.tile;

import org.jspecify.annotations.NullMarked;
