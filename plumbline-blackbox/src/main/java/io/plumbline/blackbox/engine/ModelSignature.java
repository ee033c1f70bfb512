package io.plumbline.blackbox.engine;

import io.plumbline.core.function.Precision;
import java.util.List;

/**
 * What a loaded model says of itself.
 *
 * @param shape of its input, the batch axis included, -1 for what is not fixed; empty where the
 *     model does not say
 * @param precision of its input
 * @param outputs their names
 */
public record ModelSignature(long[] shape, Precision precision, List<String> outputs) {}
