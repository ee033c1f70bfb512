/**
 * Functions that live in other programs, in any language: started here and talked to over standard
 * input and output, as {@code docs/program-protocol.md} specifies, or asked over HTTP.
 */
@NullMarked
package io.plumbline.program;

import org.jspecify.annotations.NullMarked;
