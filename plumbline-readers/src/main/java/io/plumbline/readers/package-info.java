/** Models as a typed graph: read, evaluated in float64, differenced with a certificate. */
@NullMarked
package io.plumbline.readers;

import org.jspecify.annotations.NullMarked;
