/**
 * What goes wrong with gradients by weights alone: optimizers, and everything beside the weight.
 */
@NullMarked
package io.plumbline.diagnose.mistakes.weights;

import org.jspecify.annotations.NullMarked;
