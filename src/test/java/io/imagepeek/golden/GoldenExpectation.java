package io.imagepeek.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.golden.GoldenAnswers.Answer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the service has to say where skopeo said what was recorded. */
public sealed interface GoldenExpectation {

  /**
   * The inspection succeeds.
   *
   * @param output the answer; its {@code RepoTags} and fields that are not documented do not count
   */
  record Inspected(JsonNode output) implements GoldenExpectation {}

  /**
   * The inspection fails with one of the documented errors.
   *
   * @param status the HTTP status
   * @param name the documented name
   * @param cause what the error must say among else, empty where only our words count
   */
  record Refused(int status, String name, String cause) implements GoldenExpectation {

    private static Refused notFound(String cause) {
      return new Refused(404, "ImageNotFoundInRegistry", cause);
    }

    private static Refused uninspectable(String cause) {
      return new Refused(500, "InspectImageFailure", cause);
    }
  }

  /** The images that are judged otherwise than recorded, on purpose. */
  Map<String, GoldenExpectation> DIFFERENCES =
      Map.of(
          // Documents may nest 1,000 levels deep and no further.
          "config/deep:latest",
          Refused.uninspectable(""),
          // Its repository has no tags, and the registry says that it does not know it when they
          // are
          // listed. The image is there all the same.
          "digests/only@sha256:1b98b177665e79c0a3bf367c508ea93729b4311e2e8e4d3f659e0b92362192fd",
          new Inspected(
              parse(
                  """
                      {
                        "Digest": "sha256:1b98b177665e79c0a3bf367c508ea93729b4311e2e8e4d3f659e0b92362192fd",
                        "Created": "2024-02-29T12:34:56.789Z",
                        "DockerVersion": "",
                        "Labels": {
                          "org.opencontainers.image.title": "digests/only",
                          "org.opencontainers.image.version": "1.0.0"
                        },
                        "Architecture": "amd64",
                        "Os": "linux",
                        "Layers": [
                          "sha256:2dea9b4ac1032b3fdca3650c4d62a8ee71c33a58f4349928e3413d9fc5029b9f"
                        ],
                        "LayersData": [
                          {
                            "MIMEType": "application/vnd.oci.image.layer.v1.tar+gzip",
                            "Digest": "sha256:2dea9b4ac1032b3fdca3650c4d62a8ee71c33a58f4349928e3413d9fc5029b9f",
                            "Size": 2071,
                            "Annotations": null
                          }
                        ],
                        "Env": [
                          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                          "APP=corpus"
                        ]
                      }
                      """)),
          // What is known by its sha512 is verified by its sha512; skopeo knows sha256 alone.
          "digests/sha512-blobs:latest",
          new Inspected(
              parse(
                  """
                      {
                        "Digest": "sha256:09ed8949d4de93890bd6605d90d15b5d5f864a8f8bb9ed130d4a940de12aca37",
                        "Created": "2024-02-29T12:34:56.789Z",
                        "DockerVersion": "",
                        "Labels": {
                          "org.opencontainers.image.title": "digests/sha512-blobs",
                          "org.opencontainers.image.version": "1.0.0"
                        },
                        "Architecture": "amd64",
                        "Os": "linux",
                        "Layers": ["sha512:6d562bfefaf509bb4e68e25f54108beea18c8d9ca3585eb76175b396b1cc41e8b87e5d363b3a30e8aae11b9738db6689590132538f4e5057c49bbce089ab3104", "sha512:0aa3c6704520b361ce8f4149bf9837bd78fae30262fdf405315af3e550eb7f3b9dc05db584fa5bb309bbce8e8fc38a61ebb03cfc4547c3ceb037890ea98856a3"],
                        "LayersData": [
                          {
                            "MIMEType": "application/vnd.oci.image.layer.v1.tar+gzip",
                            "Digest": "sha512:6d562bfefaf509bb4e68e25f54108beea18c8d9ca3585eb76175b396b1cc41e8b87e5d363b3a30e8aae11b9738db6689590132538f4e5057c49bbce089ab3104",
                            "Size": 2071,
                            "Annotations": null
                          },
                          {
                            "MIMEType": "application/vnd.oci.image.layer.v1.tar+gzip",
                            "Digest": "sha512:0aa3c6704520b361ce8f4149bf9837bd78fae30262fdf405315af3e550eb7f3b9dc05db584fa5bb309bbce8e8fc38a61ebb03cfc4547c3ceb037890ea98856a3",
                            "Size": 2071,
                            "Annotations": null
                          }
                        ],
                        "Env": [
                          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                          "APP=corpus"
                        ]
                      }
                      """)));

  Pattern NO_PLATFORM =
      Pattern.compile("no image found in (?:image index|manifest list) for architecture .*");
  Pattern ARTIFACT =
      Pattern.compile("unsupported image-specific operation on artifact with type \".*\"");
  Pattern ABSENT = Pattern.compile("manifest unknown|repository name not known to registry");

  /** What a recorded answer means for the service. */
  static GoldenExpectation of(Answer recorded) {
    GoldenExpectation difference = DIFFERENCES.get(recorded.image());
    if (difference != null) {
      return difference;
    }
    return recorded.output() == null ? refused(recorded.error()) : new Inspected(recorded.output());
  }

  private static Refused refused(String error) {
    Matcher noPlatform = NO_PLATFORM.matcher(error);
    if (noPlatform.find()) {
      return Refused.notFound(noPlatform.group());
    }
    Matcher absent = ABSENT.matcher(error);
    if (absent.find()) {
      return Refused.notFound(absent.group());
    }
    Matcher artifact = ARTIFACT.matcher(error);
    if (artifact.find()) {
      return Refused.uninspectable(artifact.group());
    }
    // A malformed configuration: the recorded words are those of another language's parser.
    return Refused.uninspectable("");
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
