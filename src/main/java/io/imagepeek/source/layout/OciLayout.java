package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Index.Entry;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.image.Quoted;
import io.imagepeek.image.UnreadableDocument;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image of an OCI image layout (image specification 1.1, "Image Layout"). */
final class OciLayout implements ImagePlace {

  private static final int LAYOUT_FILE_BYTES = 64 * 1024;

  private final NamedFiles files;
  private final DocumentReading documents;
  private final LayoutIndex index;
  private final Entry chosen;

  /**
   * @param tag a name, a digest or {@code @N}; null for the only image, or else the one named
   *     latest
   */
  OciLayout(
      NamedFiles files, @Nullable String tag, DocumentReading documents, MemoryAllowance room) {
    FileFormat.LAYOUT.require(files);
    requireVersion(files.read("oci-layout", LAYOUT_FILE_BYTES, room));
    this.files = files;
    this.documents = documents;
    byte[] body = files.read("index.json", documents.manifestBytes(), room);
    this.index =
        new LayoutIndex(index(documents.named(null, body, MediaTypes.OCI_INDEX)).entries());
    this.chosen = index.choose(tag);
  }

  private static Index index(ReadDocument read) {
    if (read.document() instanceof UnreadableDocument unreadable) {
      throw unreadable.refusal();
    }
    return (Index) read.document();
  }

  private static void requireVersion(byte[] layoutFile) {
    String version = LocalJson.layoutVersion(layoutFile);
    if (!version.startsWith("1.")) {
      throw new InspectImageFailure(
          "oci-layout: the version \"%s\" is not supported".formatted(Quoted.text(version)));
    }
  }

  @Override
  public ReadDocument resolve(MemoryAllowance room) {
    return manifest(chosen.descriptor(), room);
  }

  @Override
  public ReadDocument manifest(Descriptor descriptor, MemoryAllowance room) {
    byte[] body = files.read(blob(descriptor.digest()), documents.manifestBytes(), room);
    String mediaType = descriptor.mediaType().isEmpty() ? null : descriptor.mediaType();
    // The digest covers all bytes of a blob, unlike that of a signed schema 1 manifest.
    return descriptor.size() == body.length && descriptor.digest().matches(body)
        ? documents.named(null, body, mediaType)
        : documents.described(descriptor, body, mediaType);
  }

  @Override
  public byte[] config(Descriptor descriptor, MemoryAllowance room) {
    documents.requireWithinLimit(descriptor);
    return documents.config(
        descriptor, files.read(blob(descriptor.digest()), documents.configBytes(), room));
  }

  @Override
  public StoreMetadata entry(Digest resolved) {
    return FamiliarNames.entry(index.namesOf(chosen.digest()), resolved);
  }

  @Override
  public List<String> tags() {
    return index.refNames();
  }

  private static String blob(Digest digest) {
    return "blobs/" + digest.algorithm().prefix() + "/" + digest.hex();
  }
}
