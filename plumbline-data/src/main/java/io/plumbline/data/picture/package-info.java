/** Pictures as arrays: PNG and JPEG files. */
@NullMarked
package io.plumbline.data.picture;

import org.jspecify.annotations.NullMarked;
