package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kind a document is taken for, and what is refused. */
class DocumentTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  /** The pieces that the tables below are put together from. */
  private static final Map<String, String> PIECES =
      Map.ofEntries(
          Map.entry("V1", "'schemaVersion':1"),
          Map.entry("V2", "'schemaVersion':2"),
          Map.entry("CONFIG", "'config':" + descriptor(MediaTypes.OCI_CONFIG)),
          Map.entry("DOCKERCONFIG", "'config':" + descriptor(MediaTypes.DOCKER_CONFIG)),
          Map.entry("CHART", "'config':" + descriptor("application/vnd.cncf.helm.config.v1+json")),
          Map.entry("LAYERS", "'layers':[" + descriptor("x") + "]"),
          Map.entry(
              "DOCKERLAYERS",
              "'layers':[" + descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip") + "]"),
          Map.entry("MANIFESTS", "'manifests':[" + descriptor(MediaTypes.OCI_MANIFEST) + "]"),
          Map.entry("FSLAYERS", "'fsLayers':[{'blobSum':'sha256:" + HEX + "'}]"),
          Map.entry("HISTORY", "'history':[{'v1Compatibility':'{\\'id\\':\\'" + HEX + "\\'}'}]"),
          Map.entry("TYPE=OCI", "'mediaType':'" + MediaTypes.OCI_MANIFEST + "'"),
          Map.entry("TYPE=INDEX", "'mediaType':'" + MediaTypes.OCI_INDEX + "'"),
          Map.entry("TYPE=DOCKER", "'mediaType':'" + MediaTypes.DOCKER_MANIFEST + "'"),
          Map.entry("TYPE=LIST", "'mediaType':'" + MediaTypes.DOCKER_LIST + "'"),
          Map.entry("TYPE=V1", "'mediaType':'" + MediaTypes.SCHEMA1 + "'"),
          Map.entry("TYPE=ARTIFACT", "'mediaType':'application/vnd.oci.artifact.manifest.v1+json'"),
          Map.entry("TYPE=", "'mediaType':''"));

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "oci", MediaTypes.OCI_MANIFEST,
          "index", MediaTypes.OCI_INDEX,
          "docker", MediaTypes.DOCKER_MANIFEST,
          "list", MediaTypes.DOCKER_LIST,
          "signed", MediaTypes.SCHEMA1_SIGNED,
          "v1", MediaTypes.SCHEMA1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          oci                      | V2 TYPE=OCI CONFIG LAYERS        | OCI manifest
          oci                      | CONFIG LAYERS                    | OCI manifest
          oci                      | CONFIG                           | OCI manifest
          oci                      | DOCKERCONFIG DOCKERLAYERS        | OCI manifest
          docker                   | V2 TYPE=DOCKER CONFIG DOCKERLAYERS | DOCKER manifest
          index                    | V2 TYPE=INDEX MANIFESTS          | OCI index
          index                    | V2                               | OCI index
          list                     | V2 TYPE=LIST MANIFESTS           | DOCKER index
          signed                   | V1 FSLAYERS HISTORY              | schema 1
          v1                       | V1 FSLAYERS HISTORY              | schema 1
          signed                   | V1 TYPE=V1 FSLAYERS HISTORY      | schema 1
          APPLICATION/VND.OCI.IMAGE.MANIFEST.V1+JSON; charset=utf-8 | CONFIG LAYERS | OCI manifest
          -                        | TYPE=OCI CONFIG LAYERS           | OCI manifest
          -                        | TYPE=DOCKER CONFIG DOCKERLAYERS  | DOCKER manifest
          text/plain               | TYPE=INDEX MANIFESTS             | OCI index
          application/octet-stream | TYPE=LIST MANIFESTS              | DOCKER index
          application/json         | V1 FSLAYERS HISTORY              | schema 1
          application/json         | TYPE= V2 MANIFESTS               | OCI index
          -                        | V2 CONFIG LAYERS                 | OCI manifest
          -                        | V2 CHART LAYERS                  | OCI manifest
          -                        | V2 DOCKERCONFIG DOCKERLAYERS     | DOCKER manifest
          -                        | MANIFESTS                        | OCI index
          oci                      | TYPE=DOCKER DOCKERCONFIG DOCKERLAYERS | DOCKER manifest
          docker                   | TYPE=OCI CONFIG LAYERS           | OCI manifest
          index                    | TYPE=LIST MANIFESTS              | DOCKER index
          list                     | TYPE=INDEX MANIFESTS             | OCI index
          """)
  void isTakenFor(@Nullable String contentType, String pieces, String kind) {
    Document document = parse(contentType, pieces);
    assertThat(kindOf(document)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          oci    | CONFIG LAYERS MANIFESTS          | ambiguous manifest: manifests must not
          oci    | CONFIG LAYERS 'Manifests':[]     | ambiguous manifest: manifests must not
          oci    | CONFIG LAYERS 'MANIFESTS':0      | ambiguous manifest: manifests must not
          oci    | CONFIG LAYERS MANIFESTS 'manifests':null | ambiguous manifest: manifests must not
          oci    | CONFIG LAYERS FSLAYERS HISTORY   | ambiguous manifest: fsLayers, history must not
          docker | DOCKERCONFIG DOCKERLAYERS HISTORY | ambiguous manifest: history must not
          index  | MANIFESTS LAYERS                 | ambiguous manifest: layers must not
          list   | MANIFESTS CONFIG                 | ambiguous manifest: config must not
          index  | CONFIG LAYERS                    | ambiguous manifest: config, layers must not
          oci    | MANIFESTS                        | ambiguous manifest: manifests must not
          v1     | V1 FSLAYERS HISTORY LAYERS       | ambiguous manifest: layers must not
          -      | V1 FSLAYERS HISTORY MANIFESTS    | ambiguous manifest: manifests must not
          -      | V2 CONFIG LAYERS MANIFESTS       | ambiguous manifest: config, layers must not
          oci    | TYPE=INDEX CONFIG LAYERS         | ambiguous manifest: served as
          v1     | TYPE=OCI CONFIG LAYERS           | ambiguous manifest: served as
          list   | TYPE=OCI MANIFESTS               | ambiguous manifest: served as
          oci    | TYPE=ARTIFACT CONFIG LAYERS      | ambiguous manifest: served as
          -      | TYPE=ARTIFACT                    | unsupported manifest type "application/vnd.oci.art
          -      | V2                               | the document is neither an image manifest nor
          -      | LAYERS                           | the document is neither an image manifest nor
          oci    | LAYERS                           | manifest: config: a digest has the form
          oci    | 'config':null                    | manifest: config: a digest has the form
          oci    | 'config':5                       | manifest: /config must be an object
          oci    | CONFIG 'config':{'size':-1}      | manifest: config: the size is negative
          oci    | CONFIG 'config':{'digest':'sha256:../x'} | manifest: config: a sha256 digest has
          oci    | CONFIG 'config':{'digest':'md5:x'} | manifest: config: the digest algorithm is not
          oci    | CONFIG 'layers':[null]           | manifest: a layer's digest is malformed
          oci    | CONFIG 'layers':[{'digest':'x'}] | manifest: a layer's digest is malformed
          oci    | CONFIG 'layers':{}               | manifest: /layers must be an array
          oci    | CONFIG 'annotations':{'a':1}     | manifest: /annotations/a must be a string
          oci    | CONFIG 'subject':1               | manifest: /subject must be an object
          oci    | CONFIG 'schemaVersion':'2'       | manifest: /schemaVersion must be a 64-bit integer
          index  | 'manifests':[{'platform':5}]     | manifest: /manifests/0/platform must be an object
          v1     | V2 FSLAYERS HISTORY              | schema 1 manifest: the schema version is not 1
          """)
  void refuses(@Nullable String contentType, String pieces, String text) {
    UnreadableDocument unreadable = (UnreadableDocument) parse(contentType, pieces);

    assertThat(unreadable.why()).startsWith(text);
    assertThat(unreadable.refusal().error()).isEqualTo(unreadable.why());
  }

  @Test
  void whatCannotBeReadStillSaysItsTypeAndItsConfiguration() {
    UnreadableDocument artifact =
        (UnreadableDocument) parse("text/plain", "TYPE=ARTIFACT CONFIG LAYERS");
    assertThat(artifact.mediaType()).isEqualTo("application/vnd.oci.artifact.manifest.v1+json");
    assertThat(artifact.config()).isNotNull();

    UnreadableDocument bare = (UnreadableDocument) parse("application/x-odd", "V2");
    assertThat(bare.mediaType()).isEqualTo("application/x-odd");
    assertThat(bare.config()).isNull();
  }

  @Test
  void aDockerImageMayHaveLayersOfTheOtherFormat() {
    String layer = "'layers':[{'mediaType':'%s','digest':'sha256:" + HEX + "','size':1}]";

    image("DOCKERCONFIG " + layer.formatted("application/vnd.oci.image.layer.v1.tar+zstd"))
        .requireImage();

    assertThatThrownBy(image("DOCKERCONFIG " + layer.formatted("x"))::requireImage)
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("manifest: unsupported layer type \"x\" in a Docker image");
  }

  private static ImageManifest image(String pieces) {
    return (ImageManifest) parse("docker", pieces);
  }

  @Test
  void anOciManifestMayHaveAConfigurationOfTheOtherFormat() {
    ImageManifest manifest = (ImageManifest) parse("oci", "DOCKERCONFIG DOCKERLAYERS");

    manifest.requireImage();
    assertThat(manifest.isArtifact()).isFalse();
    assertThat(manifest.configFormat()).isEqualTo(ImageFormat.DOCKER);
  }

  @Test
  void readsAnOciManifest() {
    String layers =
        ("'layers':[{'mediaType':'m','digest':'sha256:%s','size':7,'annotations':{'b':null,'a':'1'}},"
                + "{'digest':'blake3:00','size':-7,'annotations':{}},{'digest':'sha256:%s'}]")
            .formatted(HEX, HEX);
    ImageManifest manifest = (ImageManifest) parse("oci", "CONFIG " + layers);
    assertThat(manifest.config())
        .isEqualTo(
            new Descriptor(MediaTypes.OCI_CONFIG, Digest.parse("sha256:" + HEX), 5, null, null));
    assertThat(manifest.layers())
        .containsExactly(
            new Layer("m", "sha256:" + HEX, 7, Map.of("a", "1", "b", "")),
            new Layer("", "blake3:00", -7, Map.of()),
            new Layer("", "sha256:" + HEX, 0, null));
    assertThat(manifest.layers().get(0).annotations())
        .containsExactly(entry("a", "1"), entry("b", ""));
    manifest.requireImage();
  }

  @Test
  void leavesOutAnnotationsOfDockerLayers() {
    String layers =
        "'layers':[{'mediaType':'application/vnd.docker.image.rootfs.diff.tar','digest':'sha256:"
            + HEX
            + "','annotations':{'a':'1'}}]";
    Manifest manifest = (Manifest) parse("docker", "CONFIG " + layers);
    assertThat(manifest.layers().get(0).annotations()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          oci    | CHART LAYERS                      | application/vnd.cncf.helm.config.v1+json
          oci    | CHART 'artifactType':''           | application/vnd.cncf.helm.config.v1+json
          oci    | CHART 'artifactType':'x/y'        | x/y
          oci    | CHART 'artifactType':'x\\ny'      | x?y
          """)
  void refusesArtifacts(String contentType, String pieces, String type) {
    ImageManifest manifest = (ImageManifest) parse(contentType, pieces);
    assertThatThrownBy(manifest::requireImage)
        .isInstanceOfSatisfying(
            InspectImageFailure.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo(
                        "unsupported image-specific operation on artifact with type \"%s\"", type));
  }

  @ParameterizedTest
  @CsvSource({"oci, CONFIG 'artifactType':'x/y'", "docker, CHART DOCKERLAYERS"})
  void takesImagesAsSuch(String contentType, String pieces) {
    ImageManifest manifest = (ImageManifest) parse(contentType, pieces);
    manifest.requireImage();
    assertThat(manifest.config().size()).isEqualTo(5);
  }

  @Test
  void boundsTheDepthAsTold() {
    byte[] body = "{\"x\":[[[]]]}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Document.parse(body, MediaTypes.OCI_INDEX, 3))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("manifest: JSON nests deeper than 3 levels");
    assertThat(Document.parse(body, MediaTypes.OCI_INDEX, 4)).isInstanceOf(Index.class);
  }

  private static String descriptor(String mediaType) {
    return "{'mediaType':'%s','digest':'sha256:%s','size':5}".formatted(mediaType, HEX);
  }

  private static Document parse(@Nullable String contentType, String pieces) {
    StringBuilder json = new StringBuilder("{");
    for (String piece : pieces.split(" ", -1)) {
      json.append(json.length() > 1 ? "," : "").append(PIECES.getOrDefault(piece, piece));
    }
    String served =
        contentType == null ? null : CONTENT_TYPES.getOrDefault(contentType, contentType);
    byte[] body = json.append('}').toString().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Document document = Document.parse(body, served);
    assertThat(document.contentToVerify(body)).isEqualTo(body);
    return document;
  }

  private static String kindOf(Document document) {
    if (document instanceof Index index) {
      return index.format() + " index";
    }
    return document instanceof ImageManifest manifest
        ? manifest.format() + " manifest"
        : "schema 1";
  }
}
