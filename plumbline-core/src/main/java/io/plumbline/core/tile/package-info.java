/** Derivatives by blocks of pixels instead of single pixels. */
package io.plumbline.core.tile;
