/** A check's files: the report with its maps, the result as JSON, as JUnit XML and as arrays. */
@NullMarked
package io.plumbline.jobs.check.page;

import org.jspecify.annotations.NullMarked;
