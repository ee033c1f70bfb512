/**
 * What is made of an audit's rows: counts, quantiles and exemplars that take no more room for ten
 * million samples than for ten, the sentence that says what they show, and the report.
 */
@NullMarked
package io.plumbline.jobs.audit.summary;

import org.jspecify.annotations.NullMarked;
