/**
 * What a command is given: a model, samples with their labels, a loss and arrays as long as the
 * samples; read from files, and refused in one line where it does not fit.
 */
@NullMarked
package io.plumbline.jobs.input;

import org.jspecify.annotations.NullMarked;
