/**
 * Native engines in a process of their own. A model file may crash them, fill the memory or never
 * end: what that takes with it is one process, which has limits and dies with the one that asked.
 */
@NullMarked
package io.plumbline.blackbox.engine;

import org.jspecify.annotations.NullMarked;
