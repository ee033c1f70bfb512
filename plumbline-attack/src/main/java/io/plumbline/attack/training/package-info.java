/** Adversarial training: networks that learn from attacks on themselves. */
package io.plumbline.attack.training;
