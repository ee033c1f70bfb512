package io.plumbline.data.idx;

/**
 * The labels of an IDX file.
 *
 * @param name what error messages call the file
 * @param values the labels, each from 0 to 9, at least one; not a copy, to be read only
 */
public record IdxLabels(String name, byte[] values) {}
