/**
 * Keras 3's {@code .keras} files into the typed graph: a zip archive with the layers' configuration
 * in JSON and their weights in HDF5.
 */
@NullMarked
package io.plumbline.readers.keras;

import org.jspecify.annotations.NullMarked;
