/**
 * The command {@code check}: reads the arrays, asks the engine where no gradient was given, and
 * says what {@code io.plumbline.diagnose.check} finds in words, JSON, JUnit XML and as a report.
 */
@NullMarked
package io.plumbline.jobs.check;

import org.jspecify.annotations.NullMarked;
