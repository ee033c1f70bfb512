/**
 * The command {@code explain}: reads the two arrays and says what {@code
 * io.plumbline.diagnose.explain} finds in words, JSON and as a report.
 */
package io.plumbline.jobs.explain;
