package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schema 1 manifests. A step of a table is {@code id<parent}, newest first, each a digit that
 * stands for 64 of them; the layer of a step is its place.
 */
class Schema1ManifestTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1,              0
          2<1 1,          1 0
          3<2 2<1 1,      2 1 0
          2<1 2<1 1,      2 1
          2<1 1<7 1,      2 0
          1<7 1<8 1,      2
          2<9 2<1 1 1,    3 1
          """)
  void listsLayersBaseFirst(String steps, String places) {
    Manifest manifest = (Manifest) parse(manifest(steps));
    List<Layer> expected = new ArrayList<>();
    for (String place : places.split(" ", -1)) {
      expected.add(new Layer("", layerDigest(place), -1, null));
    }
    assertThat(manifest.layers()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',             schema 1 manifest: it has no fsLayers
          1<2,            schema 1 manifest: an id's parent is not the one below it
          2<3 1,          schema 1 manifest: an id's parent is not the one below it
          2 1,            schema 1 manifest: an id's parent is not the one below it
          1<2 2<1 1,      schema 1 manifest: an id appears more than once
          x<1 1,          schema 1 manifest: an id is not 64 hexadecimal digits
          A<1 1,          schema 1 manifest: an id is not 64 hexadecimal digits
          """)
  void refusesOtherChains(String steps, String text) {
    assertRefused(manifest(steps), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "schemaVersion":1   | "schemaVersion":2    | the schema version is not 1
          "schemaVersion":1   | "schemaVersion":null | the schema version is not 1
          "fsLayers":[{       | "fsLayers":[{},{     | history and fsLayers differ in length
          "blobSum":"          | "blobSum":"/         | a layer's digest is malformed
          "history":[         | "history":[null,     | history and fsLayers differ in length
          {\\"id\\"           | {\\"created\\":5,\\"id\\" | schema 1 history: /created must be
          {\\"id\\"           | {\\"config\\":5,\\"id\\" | schema 1 history: /config must be
          {\\"id\\"           | {id                  | schema 1 history: malformed JSON
          """)
  void refusesMalformedParts(String part, String malformed, String text) {
    String manifest = manifest("1");
    assertThat(manifest).contains(part);
    assertRefused(manifest.replace(part, malformed), text);
  }

  /** In the newest step or in another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"throwaway\":5",
        "\"container_config\":false",
        "\"container_config\":{\"Cmd\":\"x\"}",
        "\"author\":5",
        "\"comment\":5",
        "\"size\":\"x\"",
        "\"variant\":5"
      })
  void readsPastWrongTypesOfWhatIsNotShown(String member) {
    String odd = "{" + member.replace("\"", "\\\"") + ",\\\"id\\\"";
    String manifest = manifest("2<1 1").replace("{\\\"id\\\"", odd);

    assertThat(manifest).contains(odd);
    assertThat(((Manifest) parse(manifest)).layers()).hasSize(2);
  }

  @Test
  void readsPastAStepOfWhichNothingIsShown() {
    String manifest = manifest("2<1 1");
    String id = "{\\\"id\\\"";
    int last = manifest.lastIndexOf(id);
    String odd =
        manifest.substring(0, last)
            + "{\\\"created\\\":5,\\\"config\\\":[],\\\"id\\\""
            + manifest.substring(last + id.length());

    assertThat(((Manifest) parse(odd)).layers()).hasSize(2);
  }

  @Test
  void takesThePlatformFromTheNewestStep() {
    String newest =
        "{\\\"os\\\":\\\"linux\\\",\\\"architecture\\\":\\\"arm\\\",\\\"variant\\\":\\\"v6\\\",\\\"id\\\"";

    assertThat(((Schema1Manifest) parse(manifest("1").replace("{\\\"id\\\"", newest))).platform())
        .isEqualTo(new Platform("linux", "arm", "v6"));
  }

  @Test
  void takesTheConfigurationFromTheNewestStep() {
    String newest =
        "{\\\"docker_version\\\":\\\"1.2\\\",\\\"os\\\":\\\"linux\\\",\\\"architecture\\\":\\\"arm\\\","
            + "\\\"config\\\":{\\\"Env\\\":[\\\"A=b\\\"],\\\"Labels\\\":{\\\"k\\\":\\\"v\\\"}},\\\"id\\\"";
    String manifest =
        manifest("2<1 1").replaceFirst("\\{\\\\\"id\\\\\"", newest.replace("\\", "\\\\"));
    ImageConfig config = ((Schema1Manifest) parse(manifest)).imageConfig();
    assertThat(config)
        .isEqualTo(
            new ImageConfig(
                "0001-01-01T00:00:00Z", "1.2", "arm", "linux", Map.of("k", "v"), List.of("A=b")));
  }

  @Test
  void verifiesAndReadsWhatIsSigned() {
    String unsigned = manifest("2<1 1");
    String signed = signed(unsigned, unsigned.length() - 2, "\n}", 2, "");
    Document document = parse(signed);
    assertThat(document.contentToVerify(bytes(signed))).isEqualTo(bytes(unsigned));
    assertThat(((Manifest) document).layers()).isEqualTo(((Manifest) parse(unsigned)).layers());
  }

  /** The digest does not cover it, so nobody could tell that it was added. */
  @Test
  void ignoresWhatIsNotSigned() {
    String unsigned = manifest("1");
    String foreign = ",\"fsLayers\":[{\"blobSum\":\"" + layerDigest("9") + "\"}]";
    Document document = parse(signed(unsigned, unsigned.length() - 2, "\n}", 1, foreign));
    assertThat(((Manifest) document).layers().get(0).digest()).isEqualTo(layerDigest("0"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, a signature's format length is out of bounds",
    "99999, a signature's format length is out of bounds",
    "9223372036854775807, a signature's format length is out of bounds",
    "0, malformed JSON",
    "10, malformed JSON"
  })
  void refusesSignaturesOfOtherContents(long formatLength, String text) {
    assertRefused(signed(manifest("1"), formatLength, "\n}", 1, ""), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                              | it has no signature
          {}                              | /signatures must be an array
          [{}]                            | schema 1 signature: the document is empty
          [null]                          | schema 1 signature: the document is empty
          [{"protected":"!"}]             | a signature is not base64url
          [{"protected":"e30"},{"protected":"eyJmb3JtYXRMZW5ndGgiOjF9"}] | its signatures cover different
          """)
  void refusesMalformedSignatures(String signatures, String text) {
    String manifest = manifest("1");
    assertRefused(
        manifest.substring(0, manifest.length() - 2) + ",\"signatures\":" + signatures + "}", text);
  }

  @Test
  void refusesSignedContentOfAnotherKind() {
    String manifest = manifest("1");
    String ambiguous = manifest.substring(0, manifest.length() - 2) + ",\"layers\":[]\n}";
    assertRefused(
        signed(ambiguous, ambiguous.length() - 2, "\n}", 1, ""),
        "ambiguous manifest: layers must not appear in");
  }

  private static void assertRefused(String manifest, String text) {
    assertThat(parse(manifest))
        .isInstanceOfSatisfying(
            UnreadableDocument.class, unreadable -> assertThat(unreadable.why()).contains(text));
  }

  private static Document parse(String manifest) {
    return Document.parse(bytes(manifest), MediaTypes.SCHEMA1_SIGNED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String manifest(String steps) {
    List<Map<String, String>> fsLayers = new ArrayList<>();
    List<Map<String, String>> history = new ArrayList<>();
    for (String step : steps.isEmpty() ? new String[0] : steps.split(" ", -1)) {
      fsLayers.add(Map.of("blobSum", layerDigest(Integer.toString(fsLayers.size()))));
      String[] ids = step.split("<", -1);
      String parent = ids.length > 1 ? ",\"parent\":\"%s\"".formatted(ids[1].repeat(64)) : "";
      history.add(
          Map.of("v1Compatibility", "{\"id\":\"%s\"%s}".formatted(ids[0].repeat(64), parent)));
    }
    try {
      return "{\"schemaVersion\":1,\"name\":\"n\",\"tag\":\"t\",\"fsLayers\":%s,\"history\":%s\n}"
          .formatted(MAPPER.writeValueAsString(fsLayers), MAPPER.writeValueAsString(history));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String layerDigest(String place) {
    return "sha256:" + place.repeat(64);
  }

  /** The manifest with signatures in the place of its tail, and something unsigned before them. */
  private static String signed(
      String manifest, long formatLength, String tail, int signatures, String unsigned) {
    Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
    String header =
        "{\"formatLength\":%d,\"formatTail\":\"%s\",\"time\":\"2016-01-01T00:00:00Z\"}"
            .formatted(formatLength, base64Url.encodeToString(bytes(tail)));
    String signature =
        "{\"header\":{\"alg\":\"ES256\"},\"signature\":\"AAAA\",\"protected\":\"%s\"}"
            .formatted(base64Url.encodeToString(bytes(header)));
    return manifest.substring(0, manifest.length() - tail.length())
        + unsigned
        + ",\n\"signatures\":["
        + String.join(",", Collections.nCopies(signatures, signature))
        + "]\n}";
  }
}
