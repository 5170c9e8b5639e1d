package io.imagepeek.image;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Docker's image manifest version 2 schema 1, which has no configuration of its own.
 *
 * @param layers base first, of unknown type and size
 * @param imageConfig from the newest history entry
 * @param platform from the same; without os and architecture where it cannot be read
 * @param signed what its signatures cover, which is also what its digest covers; null without any
 */
public record Schema1Manifest(
    List<Layer> layers, ImageConfig imageConfig, Platform platform, @Nullable Signed signed)
    implements Manifest {

  public Schema1Manifest {
    layers = List.copyOf(layers);
  }

  @Override
  public String mediaType() {
    return signed == null ? MediaTypes.SCHEMA1 : MediaTypes.SCHEMA1_SIGNED;
  }

  @Override
  public OptionalLong layersSize() {
    return OptionalLong.empty();
  }

  @Override
  public byte[] contentToVerify(byte[] body) {
    return signed == null ? body : signed.payload(body);
  }

  /**
   * How the signed content is made from a manifest's body: the signatures stand in the place of
   * what was its tail.
   *
   * @param formatLength how many bytes of the body come first
   * @param formatTail the bytes that follow them, in hexadecimal
   */
  public record Signed(int formatLength, String formatTail) {

    byte[] payload(byte[] body) {
      byte[] tail = HexFormat.of().parseHex(formatTail);
      byte[] payload = Arrays.copyOf(body, formatLength + tail.length);
      System.arraycopy(tail, 0, payload, formatLength, tail.length);
      return payload;
    }
  }
}
