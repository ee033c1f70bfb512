/**
 * NumPy's {@code .npy} files: read whatever NumPy writes for plain numbers, write the same bytes.
 */
package io.plumbline.data.npy;
