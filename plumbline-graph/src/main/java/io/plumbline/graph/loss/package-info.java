/** The scalar that is differentiated: a loss on top of a model's output. */
@NullMarked
package io.plumbline.graph.loss;

import org.jspecify.annotations.NullMarked;
