/** Reports that were kept with a result, drawn again. */
@NullMarked
package io.plumbline.jobs.report;

import org.jspecify.annotations.NullMarked;
