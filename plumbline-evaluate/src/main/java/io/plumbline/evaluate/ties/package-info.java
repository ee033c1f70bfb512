/** Exact ties and near-ties: which there are, and what deciding them otherwise does. */
package io.plumbline.evaluate.ties;
