package io.imagepeek.image;

import java.util.List;

/**
 * Docker's image manifest version 2 schema 1, which has no configuration of its own.
 *
 * @param layers base first, of unknown type and size
 * @param imageConfig from the newest history entry
 * @param signed whether it carries signatures, which its digest leaves out
 */
public record Schema1Manifest(List<Layer> layers, ImageConfig imageConfig, boolean signed)
    implements Manifest {

  public Schema1Manifest {
    layers = List.copyOf(layers);
  }

  @Override
  public byte[] contentToVerify(byte[] body) {
    return signed ? Schema1Reader.payload(body, DEFAULT_MAX_DEPTH) : body;
  }
}
