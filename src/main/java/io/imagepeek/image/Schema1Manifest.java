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
 * @param platform from the same entry; empty where it is unreadable
 * @param signed the content that the signatures and the digest cover; null where it is unsigned
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
   * How to restore the signed content from a manifest's body: the signatures replaced its tail.
   *
   * @param formatLength the number of bytes from the start of the body
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
