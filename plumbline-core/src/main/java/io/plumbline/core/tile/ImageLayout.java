package io.plumbline.core.tile;

/** Where the channels stand in the shape of an image. */
public enum ImageLayout {
  /** (H, W), one channel without an axis of its own. */
  HW,
  /** (H, W, C), as Keras has it. */
  HWC,
  /** (C, H, W), as PyTorch has it. */
  CHW
}
