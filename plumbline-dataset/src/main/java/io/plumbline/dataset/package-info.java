/**
 * Samples of a data set, each read when it is asked for, so that memory does not grow with the
 * data. Files may come from strangers.
 */
@NullMarked
package io.plumbline.dataset;

import org.jspecify.annotations.NullMarked;
