/**
 * Operations over rows of channels: forward, in reverse, and by what changes; and the kinks they
 * have. Every tensor is held as rows of channels (the last axis), so that the inner loops run over
 * contiguous channels and what a change touches is a list of rows.
 */
@NullMarked
package io.plumbline.evaluate.kernel;

import org.jspecify.annotations.NullMarked;
