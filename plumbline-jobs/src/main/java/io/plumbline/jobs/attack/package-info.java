/** The command {@code attack}: a model, test images and attacks in; accuracies and a report out. */
package io.plumbline.jobs.attack;
