package io.plumbline.network.explain;

import java.util.Map;

/**
 * One part of a difference.
 *
 * @param id kink, step-noise, truncation, tile, label, input, loss, analytic, shape or statistic
 * @param share which part of the difference it is: its projection on the difference, relative to
 *     the difference's square; the shares of all parts but shape and statistic sum to 1
 * @param coordinates at how many coordinates it makes up 1 % or more of what is seen there
 * @param values the part itself, one number for each coordinate; empty for shape and statistic
 * @param details numbers and words that belong to it
 * @param sentence what it is, in words a student understands
 */
public record Part(
    String id,
    double share,
    int coordinates,
    double[] values,
    Map<String, Object> details,
    String sentence) {}
