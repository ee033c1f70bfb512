/**
 * Attacks on classifiers: inputs within a threat's reach that the model gets wrong, found with
 * gradients or by asking for outputs alone.
 */
@NullMarked
package io.plumbline.attack;

import org.jspecify.annotations.NullMarked;
