/** From a graph to kernels: images channels last, composite operations spelled out. */
@NullMarked
package io.plumbline.evaluate.compile;

import org.jspecify.annotations.NullMarked;
