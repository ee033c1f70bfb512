package io.plumbline.core.cause;

import java.util.Map;

/**
 * A reason by name, found by testing it against the data.
 *
 * @param id stable, also the name of its page in {@code docs/causes}
 * @param confidence from 0 to 1: how much of the mistake it explains
 * @param details numbers and words that belong to it, in the order in which they are shown
 * @param sentence what happened, in words a student understands
 */
public record Cause(String id, double confidence, Map<String, Object> details, String sentence) {}
