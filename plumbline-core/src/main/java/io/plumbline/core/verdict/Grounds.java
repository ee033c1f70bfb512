package io.plumbline.core.verdict;

import java.util.Optional;

/**
 * All that a decision follows from.
 *
 * @param wrong whether the gradient is further off than anything legitimate explains
 * @param open why what is off cannot be decided; empty where nothing is off
 * @param power what the check would have seen
 */
public record Grounds(boolean wrong, Optional<Reason> open, Power power) {}
