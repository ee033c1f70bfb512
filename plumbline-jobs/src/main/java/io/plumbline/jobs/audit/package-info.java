/**
 * The command {@code audit}: deals the samples of a data set out in chunks, checks the gradient of
 * each, and keeps a row of it; can be ended at any moment and gone on with.
 */
@NullMarked
package io.plumbline.jobs.audit;

import org.jspecify.annotations.NullMarked;
