/**
 * The engine: a graph rebuilt in PyTorch through the Deep Java Library, for evaluation, reverse
 * mode and training.
 */
package io.plumbline.djl;
