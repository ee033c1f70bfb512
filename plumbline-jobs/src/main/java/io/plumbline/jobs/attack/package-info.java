/** The command {@code attack}: a model, test images and attacks in; accuracies and a report out. */
@NullMarked
package io.plumbline.jobs.attack;

import org.jspecify.annotations.NullMarked;
