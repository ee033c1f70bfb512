/**
 * Why a gradient is wrong: one hypothesis, one class. Here stand those that need only the arrays;
 * those that ask the model again stand beside it.
 */
@NullMarked
package io.plumbline.core.cause;

import org.jspecify.annotations.NullMarked;
