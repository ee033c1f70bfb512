/**
 * NumPy's {@code .npy} files: read whatever NumPy writes for plain numbers, write the same bytes.
 */
@NullMarked
package io.plumbline.data.npy;

import org.jspecify.annotations.NullMarked;
