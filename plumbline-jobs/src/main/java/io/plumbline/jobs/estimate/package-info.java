/** The command {@code estimate}: how good a gradient estimated tile by tile is. */
@NullMarked
package io.plumbline.jobs.estimate;

import org.jspecify.annotations.NullMarked;
