/**
 * Holds a gradient by the input against the certified derivative: which tie rule it follows, which
 * near-ties it decides otherwise, what agrees, and what a pass proves.
 */
@NullMarked
package io.plumbline.diagnose.check;

import org.jspecify.annotations.NullMarked;
