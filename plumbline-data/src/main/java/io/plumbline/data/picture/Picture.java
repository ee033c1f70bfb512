package io.plumbline.data.picture;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A picture of bytes: grey, or red, green and blue.
 *
 * @param name of its file
 * @param rows its height
 * @param columns its width
 * @param channels 1 or 3
 * @param levels from 0 to 255, channels last
 */
public record Picture(String name, int rows, int columns, int channels, int[] levels) {
  private static final int MOST_PICTURES = 10_000;

  /**
   * Whether a path means pictures, by its name.
   *
   * @param path a file or folder
   * @return whether it ends in .png, .jpg or .jpeg, or is a folder
   */
  public static boolean isMeantBy(Path path) {
    return isNamed(path) || Files.isDirectory(path);
  }

  private static boolean isNamed(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  /**
   * The files that pictures are read from.
   *
   * @param path a picture's file, or a folder of them
   * @return the file itself, or the pictures in the folder by their names
   * @throws InvalidInputException if the folder cannot be read, or has none or too many
   */
  public static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files;
    try (Stream<Path> inside = Files.list(path)) {
      files = inside.filter(Picture::isNamed).sorted().limit(MOST_PICTURES + 1L).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(path + ": must be a readable folder", e);
    }
    if (files.isEmpty() || files.size() > MOST_PICTURES) {
      throw new InvalidInputException(
          "folder ("
              + path
              + ") must have from 1 to "
              + MOST_PICTURES
              + " files that end in .png, .jpg or .jpeg");
    }
    return files;
  }

  /**
   * Reads a PNG or JPEG file, which may come from a stranger.
   *
   * @param file of 8 bits a channel; a palette's colours are taken, alpha only where all is opaque
   * @return its levels as they are stored, no profile or gamma applied
   * @throws InvalidInputException if it cannot be read, is damaged, or is none of these
   */
  public static Picture read(Path file) {
    return read(file, String.valueOf(file.getFileName()));
  }

  /**
   * Reads a file that has more than its own name.
   *
   * @param file as {@link #read(Path)} takes it
   * @param name what error messages call it
   * @return its levels as they are stored
   * @throws InvalidInputException if it cannot be read, is damaged, or is none of these
   */
  public static Picture read(Path file, String name) {
    return Source.of(file).read(in -> decode(name, in.readNBytes(PictureDecoder.MOST_BYTES + 1)));
  }

  /**
   * Decodes what stands in a PNG or JPEG file.
   *
   * @param name what error messages call it
   * @param bytes the file's content
   * @return its levels as they are stored
   * @throws InvalidInputException if it is damaged, or none of these
   */
  public static Picture decode(String name, byte[] bytes) {
    return new PictureDecoder(name, bytes).decode();
  }

  /**
   * Whether bytes are meant to be a picture, by how they begin.
   *
   * @param bytes of any file
   * @return whether {@link #decode} is for them
   */
  public static boolean isBegunBy(byte[] bytes) {
    return PictureDecoder.isPicture(bytes);
  }

  /**
   * The levels as an array.
   *
   * @return of {@code uint8}, (rows, columns, channels)
   */
  public NpyArray array() {
    byte[] bytes = new byte[levels.length];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) levels[k];
    }
    return NpyArray.ofBytes(NpyType.UINT8, bytes, rows, columns, channels);
  }

  /**
   * What it is, for people.
   *
   * @return for example 64 x 48 pixels, 3 channels
   */
  public String size() {
    return columns
        + " x "
        + rows
        + " pixels, "
        + channels
        + (channels == 1 ? " channel" : " channels");
  }
}
