/** {@code check --program}: a function that another program computes, and its derivatives. */
@NullMarked
package io.plumbline.jobs.program;

import org.jspecify.annotations.NullMarked;
