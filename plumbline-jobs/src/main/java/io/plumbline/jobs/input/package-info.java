/**
 * What a command is given: a model, samples with their labels, a loss and arrays as long as the
 * samples; read from files, and refused in one line where it does not fit.
 */
package io.plumbline.jobs.input;
