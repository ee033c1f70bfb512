/** What a check found, in the words that the command line, JSON, JUnit XML and the report share. */
@NullMarked
package io.plumbline.jobs.check.words;

import org.jspecify.annotations.NullMarked;
