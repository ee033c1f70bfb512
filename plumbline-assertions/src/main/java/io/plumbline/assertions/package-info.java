/**
 * The check of any function's gradient as an assertion: with AssertJ by {@link
 * io.plumbline.assertions.GradientAssertions}, with plain JUnit by {@link
 * io.plumbline.assertions.GradientChecks}, at many points by {@link
 * io.plumbline.assertions.GradientTest}.
 */
@NullMarked
package io.plumbline.assertions;

import org.jspecify.annotations.NullMarked;
