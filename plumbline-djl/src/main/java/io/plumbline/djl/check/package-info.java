/** The check of gradients that the Deep Java Library gives, or that are written on its arrays. */
@NullMarked
package io.plumbline.djl.check;

import org.jspecify.annotations.NullMarked;
