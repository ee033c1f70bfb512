package io.plumbline.jobs.run.result;

/**
 * What an epoch of training ended with.
 *
 * @param number from 1
 * @param loss mean training loss
 * @param accuracy training accuracy, a fraction
 * @param validationLoss mean loss on the validation split
 * @param validationAccuracy accuracy on the validation split, a fraction
 * @param seconds how long it took
 */
public record Epoch(
    int number,
    double loss,
    double accuracy,
    double validationLoss,
    double validationAccuracy,
    double seconds) {}
