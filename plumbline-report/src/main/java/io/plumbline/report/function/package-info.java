/** The check of any function as a report. */
@NullMarked
package io.plumbline.report.function;

import org.jspecify.annotations.NullMarked;
