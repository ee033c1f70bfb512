package io.plumbline.core.cause;

/**
 * Something that is known of a mistake that has no name.
 *
 * @param key by which it stands in a cause's details
 * @param value a number, a word or a list of them
 * @param sentence the same in words
 */
public record Fact(String key, Object value, String sentence) {}
