/**
 * What people give by a habit of another tool, in a hurry or by mistake, and the code or option
 * that mends it: files of other kinds, arrays of other shapes, words that are spelled otherwise.
 * One place knows all of these; {@code docs/slips.md} shows their lines. A hint says what is seen,
 * and nothing that is only likely.
 */
@NullMarked
package io.plumbline.core.slip;

import org.jspecify.annotations.NullMarked;
