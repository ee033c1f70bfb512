/** Models as a typed graph: read, evaluated in float64, differenced with a certificate. */
package io.plumbline.readers;
