package io.plumbline.core.verdict;

/**
 * Something that hides mistakes from a check.
 *
 * @param reason what it is
 * @param share how large a mistake it may hide, relative to the derivative's norm
 */
public record Veil(Reason reason, double share) {}
