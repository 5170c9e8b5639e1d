package io.imagepeek.image;

import static io.imagepeek.image.Schema.Scalar.INTEGER;
import static io.imagepeek.image.Schema.Scalar.STRING;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Schema.ListOf;
import io.imagepeek.image.Schema.Struct;
import io.imagepeek.image.Schema1Manifest.Signed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads schema 1 manifests by the rules of the image manifest specification, version 2 schema 1.
 */
final class Schema1Reader {

  private static final String WHAT = "schema 1 manifest";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private static final Struct MANIFEST =
      new Struct()
          .with("schemaVersion", INTEGER)
          .with("name", STRING)
          .with("tag", STRING)
          .with("architecture", STRING)
          .with("fsLayers", new ListOf(new Struct().with("blobSum", STRING)))
          .with("history", new ListOf(new Struct().with("v1Compatibility", STRING)));

  private static final Struct COMPATIBILITY =
      new Struct().with("id", STRING).with("parent", STRING);

  private static final Struct SIGNED =
      new Struct().with("signatures", new ListOf(new Struct().with("protected", STRING)));

  private static final Struct PROTECTED =
      new Struct().with("formatLength", INTEGER).with("formatTail", STRING);

  private Schema1Reader() {}

  /** One layer and its history entry. */
  private record Step(String id, String parent, String blobSum, String compatibility) {}

  static Schema1Manifest read(byte[] content, @Nullable Signed signed, int maxDepth) {
    GoJsonObject manifest = GoJson.read(content, MANIFEST, WHAT, maxDepth);
    if (manifest.number("schemaVersion") != 1) {
      throw new InspectImageFailure(WHAT + ": the schema version is not 1");
    }
    List<Step> steps = withoutRepetitions(steps(manifest, maxDepth));
    List<Layer> layers = new ArrayList<>();
    for (Step step : steps) {
      layers.add(new Layer("", DocumentReader.layerDigest(step.blobSum()), -1, null));
    }
    // The document lists the newest layer first.
    Collections.reverse(layers);
    String newest = steps.get(0).compatibility();
    ImageConfig config = ImageConfig.parseV1(newest, maxDepth);
    byte[] body = newest.getBytes(StandardCharsets.UTF_8);
    Platform platform = EngineConfig.parsePlatform(body, maxDepth).platform();
    return new Schema1Manifest(layers, config, platform, signed);
  }

  /** The content that the signatures cover. All signatures must agree. */
  static Signed signed(byte[] body, int maxDepth) {
    List<GoJsonObject> signatures = GoJson.read(body, SIGNED, WHAT, maxDepth).structs("signatures");
    Signed agreed = null;
    for (GoJsonObject signature : signatures) {
      GoJsonObject header =
          GoJson.read(
              base64Url(signature.text("protected")), PROTECTED, "schema 1 signature", maxDepth);
      long length = header.number("formatLength");
      if (length < 0 || length > body.length) {
        throw new InspectImageFailure(WHAT + ": a signature's format length is out of bounds");
      }
      byte[] tail = base64Url(header.text("formatTail"));
      Signed own = new Signed((int) length, HexFormat.of().formatHex(tail));
      if (agreed != null && !agreed.equals(own)) {
        throw new InspectImageFailure(WHAT + ": its signatures cover different content");
      }
      agreed = own;
    }
    if (agreed == null) {
      throw new InspectImageFailure(WHAT + ": it has no signature");
    }
    return agreed;
  }

  private static List<Step> steps(GoJsonObject manifest, int maxDepth) {
    List<GoJsonObject> fsLayers = manifest.structs("fsLayers");
    List<GoJsonObject> history = manifest.structs("history");
    if (fsLayers.size() != history.size()) {
      throw new InspectImageFailure(WHAT + ": history and fsLayers differ in length");
    }
    if (fsLayers.isEmpty()) {
      throw new InspectImageFailure(WHAT + ": it has no fsLayers");
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      String json = history.get(i).text("v1Compatibility");
      GoJsonObject compatibility = GoJson.read(json, COMPATIBILITY, "schema 1 history", maxDepth);
      String id = compatibility.text("id");
      if (!ID.matcher(id).matches()) {
        throw new InspectImageFailure(WHAT + ": an id is not 64 hexadecimal digits");
      }
      steps.add(new Step(id, compatibility.text("parent"), fsLayers.get(i).text("blobSum"), json));
    }
    return steps;
  }

  /**
   * The steps without repetitions. Each step must be the parent of the one before it. A step that
   * repeats the next one is dropped, because old clients wrote such manifests.
   */
  private static List<Step> withoutRepetitions(List<Step> steps) {
    List<Step> kept = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean base = i == steps.size() - 1;
      if (!base && steps.get(i + 1).id().equals(step.id())) {
        continue;
      }
      if (!ids.add(step.id())) {
        throw new InspectImageFailure(WHAT + ": an id appears more than once");
      }
      String below = base ? "" : steps.get(i + 1).id();
      if (!step.parent().equals(below)) {
        throw new InspectImageFailure(WHAT + ": an id's parent is not the one below it");
      }
      kept.add(step);
    }
    return kept;
  }

  private static byte[] base64Url(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new InspectImageFailure(WHAT + ": a signature is not base64url");
    }
  }
}
