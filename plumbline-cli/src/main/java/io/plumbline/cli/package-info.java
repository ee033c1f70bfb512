/** The command line: options in, lines and exit codes out. Nothing is computed here. */
@NullMarked
package io.plumbline.cli;

import org.jspecify.annotations.NullMarked;
