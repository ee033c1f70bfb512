/** Where data comes from: named inputs that are read once and report every fault in one line. */
@NullMarked
package io.plumbline.data;

import org.jspecify.annotations.NullMarked;
