/** From a graph to kernels: images channels last, composite operations spelled out. */
package io.plumbline.evaluate.compile;
