/** Labelled grey images: MNIST, embedded, or the user's own in the same format. */
@NullMarked
package io.plumbline.data.mnist;

import org.jspecify.annotations.NullMarked;
