package io.plumbline.evaluate.result;

/**
 * A unit so near to a kink, or two rivals of a maximum so nearly equal, that arithmetic of some
 * precision may see them the other way round.
 *
 * @param unit the unit's name and place
 * @param distance from the kink, or between the rivals, in float64
 * @param allowance how far they may move in that precision
 * @param kernel the operation's place in the program
 * @param row the unit's row
 * @param channel the unit's channel
 * @param place the rival's place in its window; -1 for an activation
 */
public record NearTie(
    String unit, double distance, double allowance, int kernel, int row, int channel, int place) {}
