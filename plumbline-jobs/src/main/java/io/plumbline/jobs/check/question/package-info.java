/**
 * What is asked where a gradient is by something else than the input, or of something else than the
 * loss: by a weight, by a value inside, a second derivative, a batch; and the arrays and the model
 * that are read for it.
 */
@NullMarked
package io.plumbline.jobs.check.question;

import org.jspecify.annotations.NullMarked;
