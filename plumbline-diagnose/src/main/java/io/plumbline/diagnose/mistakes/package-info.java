/**
 * Why a gradient is wrong: the hypotheses that ask the model again, for another label, loss, input
 * or mode.
 */
@NullMarked
package io.plumbline.diagnose.mistakes;

import org.jspecify.annotations.NullMarked;
