package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import java.util.List;

/** A Content-Type, then a manifest or an index. */
public final class DocumentFuzz {

  private static final List<Platform> WANTED =
      List.of(
          new Platform("linux", "amd64", ""),
          new Platform("linux", "arm64", "v8"),
          new Platform("linux", "arm", "v7"));

  private DocumentFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Document", DocumentFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    Input input = Input.divided(data);
    byte[] body = input.rest();
    String contentType = input.line().isEmpty() ? null : input.line();
    Document read;
    try {
      read = Document.parse(body, contentType);
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    Expect.same(read, Document.parse(body, contentType), "one document has one meaning");
    DocumentKind kind = DocumentKind.of(contentType);
    if (read instanceof UnreadableDocument unreadable) {
      Expect.oneLine(unreadable.why());
    } else if (kind != null) {
      DocumentKind own = DocumentKind.of(read.mediaType());
      Expect.that(
          own != null && own.looksLike(kind), "an index is served as one, a manifest as another");
    }
    byte[] verified = read.contentToVerify(body);
    Digest digest = Digest.of(DigestAlgorithm.SHA256, verified);
    Expect.that(digest.matches(verified), "a digest is that of its content");
    Expect.same(digest, Digest.parse(digest.toString()), "a digest is what it is written as");
    if (read instanceof Index index) {
      check(index);
    } else if (read instanceof ImageManifest manifest) {
      check(manifest);
    } else if (read instanceof Schema1Manifest manifest) {
      check(manifest, verified);
    }
  }

  private static void check(Index index) {
    for (Platform wanted : WANTED) {
      try {
        Descriptor selected = index.candidates(wanted).get(0).descriptor();
        Expect.that(selected.size() >= 0, "what is selected has a size");
        Expect.that(
            selected.platform() == null || wanted.acceptable().contains(selected.platform()),
            "what is selected runs on the platform");
      } catch (ImageNotFoundInRegistry | InspectImageFailure refused) {
        Expect.oneLine(refused.error());
      }
    }
    index.entries().forEach(Index.Entry::isAttestation);
    index.entries().forEach(Index.Entry::isIndex);
    if (!index.entries().isEmpty()) {
      Expect.oneLine(index.noImage().error());
    }
  }

  private static void check(ImageManifest manifest) {
    check(manifest.layers());
    try {
      manifest.requireImage();
      Expect.that(manifest.layersSize().orElseThrow() >= 0, "the layers have a size together");
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
    }
  }

  private static void check(Schema1Manifest manifest, byte[] verified) {
    check(manifest.layers());
    if (manifest.signed() == null) {
      return;
    }
    // What is shown is what the digest covers, and nothing that stands around it.
    Schema1Manifest covered = Schema1Reader.read(verified, null, Document.DEFAULT_MAX_DEPTH);
    Expect.same(covered.layers(), manifest.layers(), "the layers are those that are signed");
    Expect.same(covered.imageConfig(), manifest.imageConfig(), "the image is the signed one");
  }

  private static void check(List<Layer> layers) {
    for (Layer layer : layers) {
      Expect.that(
          layer.digest().chars().allMatch(c -> c > ' ' && c < 0x7f)
              && layer.digest().indexOf(':') == layer.digest().lastIndexOf(':'),
          "a layer's digest is one: " + layer.digest());
    }
  }
}
