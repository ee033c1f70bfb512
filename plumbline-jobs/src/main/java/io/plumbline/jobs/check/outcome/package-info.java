/**
 * What a check was asked and what it found: its settings, what the gradient is by, the subject that
 * it is held against, and the outcome of each sample.
 */
@NullMarked
package io.plumbline.jobs.check.outcome;

import org.jspecify.annotations.NullMarked;
