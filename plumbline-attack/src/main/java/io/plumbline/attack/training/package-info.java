/** Adversarial training: networks that learn from attacks on themselves. */
@NullMarked
package io.plumbline.attack.training;

import org.jspecify.annotations.NullMarked;
