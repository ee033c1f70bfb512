/** Exact ties and near-ties: which there are, and what deciding them otherwise does. */
@NullMarked
package io.plumbline.evaluate.ties;

import org.jspecify.annotations.NullMarked;
