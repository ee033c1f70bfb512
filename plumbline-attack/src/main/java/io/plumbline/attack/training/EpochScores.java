package io.plumbline.attack.training;

/**
 * How an epoch ended.
 *
 * @param epoch which, from 1
 * @param loss the mean loss over its batches, attacked as they were
 * @param accuracy the accuracy on its batches, attacked as they were
 * @param validationAccuracy on the images kept from training
 * @param adversarialAccuracy on images kept from training, under {@link RobustTraining#CHECK}
 */
public record EpochScores(
    int epoch,
    double loss,
    double accuracy,
    double validationAccuracy,
    double adversarialAccuracy) {}
