/**
 * Derivatives from difference quotients beside a point, where a function with kinks throughout,
 * such as a network in float32, is smooth by chance: all of its slopes together are known far
 * better than each of them.
 */
@NullMarked
package io.plumbline.core.survey;

import org.jspecify.annotations.NullMarked;
