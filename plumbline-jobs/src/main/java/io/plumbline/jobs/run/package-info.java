/**
 * The main job, end to end: train or read a model, difference its loss at a test image, compare
 * with reverse mode, attack, and write down what was found.
 */
@NullMarked
package io.plumbline.jobs.run;

import org.jspecify.annotations.NullMarked;
