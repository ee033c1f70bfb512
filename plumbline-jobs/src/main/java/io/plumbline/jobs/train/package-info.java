/** The command {@code train}: data in, a network out that has learnt from attacks on itself. */
@NullMarked
package io.plumbline.jobs.train;

import org.jspecify.annotations.NullMarked;
