package io.plumbline.graph;

/** Where an image's channels stand: the batch axis is first in both. */
public enum Layout {
  /** (N, C, H, W), or (N, C, L): PyTorch and ONNX. */
  CHANNELS_FIRST,
  /** (N, H, W, C), or (N, L, C): Keras on TensorFlow. */
  CHANNELS_LAST;

  /**
   * The axis of the channels.
   *
   * @return 1, or -1 for the last
   */
  public int channelAxis() {
    return this == CHANNELS_FIRST ? 1 : -1;
  }

  /**
   * The first of the spatial axes.
   *
   * @return 2 or 1
   */
  public int firstSpatialAxis() {
    return this == CHANNELS_FIRST ? 2 : 1;
  }
}
