/**
 * Renders one result as HTML, PNG, JSON and JUnit XML. Nothing here computes a number: statistics,
 * bins and limits of meaning arrive in the {@link io.plumbline.report.Report}'s records; only the
 * mapping from value to colour and from number to digits happens here.
 */
@NullMarked
package io.plumbline.report;

import org.jspecify.annotations.NullMarked;
