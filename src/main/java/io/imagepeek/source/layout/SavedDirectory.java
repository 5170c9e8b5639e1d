package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one image of a directory as {@code skopeo copy … dir:} writes it. */
final class SavedDirectory implements ImagePlace {

  private static final String VERSION = "Directory Transport Version: ";
  private static final int VERSION_BYTES = 1024;

  private final NamedFiles files;
  private final DocumentReading documents;

  /**
   * @param tag must be null
   * @throws InvalidInspectParameters if it is not
   */
  SavedDirectory(
      NamedFiles files, @Nullable String tag, DocumentReading documents, MemoryAllowance room) {
    FileFormat.DIRECTORY.require(files);
    if (tag != null) {
      throw new InvalidInspectParameters(
          "imageTag: a directory of the transport dir holds one image without a name");
    }
    this.files = files;
    this.documents = documents;
    requireVersion(room);
  }

  /** The file of the version is optional; if it is there, its version must be known. */
  private void requireVersion(MemoryAllowance room) {
    byte[] version;
    try {
      version = files.read("version", VERSION_BYTES, room);
    } catch (ImageNotFoundInRegistry absent) {
      return;
    }
    if (!new String(version, StandardCharsets.US_ASCII).startsWith(VERSION + "1.")) {
      throw new InspectImageFailure("version: this version of the directory is not supported");
    }
  }

  @Override
  public ReadDocument resolve(MemoryAllowance room) {
    return documents.named(
        null, files.read("manifest.json", documents.manifestBytes(), room), null);
  }

  @Override
  public ReadDocument manifest(Descriptor descriptor, MemoryAllowance room) {
    byte[] body =
        files.read(file(descriptor.digest()) + ".manifest.json", documents.manifestBytes(), room);
    String mediaType = descriptor.mediaType().isEmpty() ? null : descriptor.mediaType();
    return documents.described(descriptor, body, mediaType);
  }

  @Override
  public byte[] config(Descriptor descriptor, MemoryAllowance room) {
    documents.requireWithinLimit(descriptor);
    return documents.config(
        descriptor, files.read(file(descriptor.digest()), documents.configBytes(), room));
  }

  @Override
  public StoreMetadata entry(Digest resolved) {
    return StoreMetadata.named(List.of(), List.of());
  }

  @Override
  public List<String> tags() {
    return List.of();
  }

  private static String file(Digest digest) {
    return digest.algorithm() == DigestAlgorithm.SHA256
        ? digest.hex()
        : digest.algorithm().prefix() + "-" + digest.hex();
  }
}
