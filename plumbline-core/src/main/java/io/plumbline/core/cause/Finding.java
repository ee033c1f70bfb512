package io.plumbline.core.cause;

/**
 * A cause that explains the data, and at what price.
 *
 * @param cause the cause
 * @param cost in nats: what it leaves unexplained ({@link Misfit}) plus what its free numbers are
 *     worth, so that of two hypotheses which fit alike the more specific one costs less
 */
public record Finding(Cause cause, double cost) {}
