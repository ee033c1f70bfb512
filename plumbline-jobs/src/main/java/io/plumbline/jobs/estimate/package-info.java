/** The command {@code estimate}: how good a gradient estimated tile by tile is. */
package io.plumbline.jobs.estimate;
