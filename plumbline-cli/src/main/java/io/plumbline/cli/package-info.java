/** The command line: options in, lines and exit codes out. Nothing is computed here. */
package io.plumbline.cli;
