/** HDF5 files that may come from strangers. */
@NullMarked
package io.plumbline.data.hdf5;

import org.jspecify.annotations.NullMarked;
