package io.plumbline.data.idx;

/**
 * The grey images of an IDX file.
 *
 * @param name what error messages call the file
 * @param count the number of images, at least 1
 * @param rows the height of each in pixels, at least 1
 * @param columns the width of each in pixels, at least 1
 * @param pixels {@code count * rows * columns} unsigned bytes, image by image, row by row; not a
 *     copy, to be read only
 */
public record IdxImages(String name, int count, int rows, int columns, byte[] pixels) {}
