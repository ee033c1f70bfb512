/** The scalar that is differentiated: a loss on top of a model's output. */
package io.plumbline.graph.loss;
