/** Processes that are started, watched and ended. */
@NullMarked
package io.plumbline.core.process;

import org.jspecify.annotations.NullMarked;
