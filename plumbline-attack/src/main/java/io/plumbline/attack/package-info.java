/** Attacks: what the gradient by the input is for. */
package io.plumbline.attack;
