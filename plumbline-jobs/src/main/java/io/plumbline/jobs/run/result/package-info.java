/**
 * The result of the main job, as {@code result.json} and as a {@link io.plumbline.report.Report}.
 */
@NullMarked
package io.plumbline.jobs.run.result;

import org.jspecify.annotations.NullMarked;
