/**
 * The command {@code explain}: reads the two arrays and says what {@code
 * io.plumbline.diagnose.explain} finds in words, JSON and as a report.
 */
@NullMarked
package io.plumbline.jobs.explain;

import org.jspecify.annotations.NullMarked;
