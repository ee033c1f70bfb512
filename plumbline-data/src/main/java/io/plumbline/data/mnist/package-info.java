/** Labelled grey images: MNIST, embedded, or the user's own in the same format. */
package io.plumbline.data.mnist;
