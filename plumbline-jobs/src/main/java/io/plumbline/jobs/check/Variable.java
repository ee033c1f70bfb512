package io.plumbline.jobs.check;

import io.plumbline.core.tile.ImageLayout;
import java.util.Optional;

/**
 * What one gradient is by.
 *
 * @param name of a weight or of a value inside the model; empty for the input
 * @param shape without a batch axis
 * @param layout where it is an image
 */
public record Variable(Optional<String> name, int[] shape, Optional<ImageLayout> layout) {}
