/**
 * A graph evaluated in float64: forward, in reverse, and by what changes. Every tensor is held as
 * rows of channels (the last axis), so that the inner loops run over contiguous channels and what a
 * change touches is a list of rows.
 */
package io.plumbline.evaluate;
