/**
 * Keras 3's {@code .keras} files into the typed graph: a zip archive with the layers' configuration
 * in JSON and their weights in HDF5.
 */
package io.plumbline.readers.keras;
