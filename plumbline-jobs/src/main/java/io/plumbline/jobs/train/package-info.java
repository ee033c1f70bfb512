/** The command {@code train}: data in, a network out that has learnt from attacks on itself. */
package io.plumbline.jobs.train;
