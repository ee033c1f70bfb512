/** IDX files, the format of MNIST and its successors, gzipped or not. */
@NullMarked
package io.plumbline.data.idx;

import org.jspecify.annotations.NullMarked;
