/**
 * A gradient, a Jacobian or a Hessian that somebody wrote, held against the function it is of: one
 * line from a function to a verdict. Nothing that the function does is thrown at the caller.
 */
@NullMarked
package io.plumbline.core.check;

import org.jspecify.annotations.NullMarked;
