/**
 * Graphs made of graphs: the same loss as a function of a weight, or of a direction's length, and
 * the derivative along a direction as a graph of its own, so that its derivative can be checked.
 */
@NullMarked
package io.plumbline.graph.by;

import org.jspecify.annotations.NullMarked;
