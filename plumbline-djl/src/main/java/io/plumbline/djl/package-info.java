/**
 * The engine: a graph rebuilt in PyTorch through the Deep Java Library, for evaluation, reverse
 * mode and training.
 */
@NullMarked
package io.plumbline.djl;

import org.jspecify.annotations.NullMarked;
