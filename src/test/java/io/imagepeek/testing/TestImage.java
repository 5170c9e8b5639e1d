package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A small image with right digests and sizes, made of strings. Its one layer is named but not
 * there: nobody may ask for it.
 *
 * @param mediaType of the manifest or index
 * @param manifest the manifest's or index's text
 * @param blobs the texts that it names: the configuration
 * @param children the images of an index
 */
public record TestImage(
    String mediaType, String manifest, List<String> blobs, List<TestImage> children) {

  /** The media type of an OCI manifest. */
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** The media type of an OCI index. */
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  /** The media type of a Docker schema 2 manifest. */
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";

  /** An OCI image for a platform, written {@code os/architecture[/variant]}. */
  public static TestImage oci(String platform) {
    return image(
        platform,
        OCI_MANIFEST,
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.oci.image.layer.v1.tar+gzip");
  }

  /** A Docker schema 2 image for a platform. */
  public static TestImage docker(String platform) {
    return image(
        platform,
        DOCKER_MANIFEST,
        "application/vnd.docker.container.image.v1+json",
        "application/vnd.docker.image.rootfs.diff.tar.gzip");
  }

  /** An OCI index of one OCI image for each platform. */
  public static TestImage index(String... platforms) {
    List<TestImage> children = new ArrayList<>();
    List<String> descriptors = new ArrayList<>();
    for (String platform : platforms) {
      TestImage child = oci(platform);
      children.add(child);
      descriptors.add(
          """
          {"mediaType":"%s","digest":"%s","size":%d,"platform":{%s}}"""
              .formatted(child.mediaType, child.digest(), child.size(), platformFields(platform)));
    }
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}"""
            .formatted(OCI_INDEX, String.join(",", descriptors));
    return new TestImage(OCI_INDEX, manifest, List.of(), List.copyOf(children));
  }

  /** Any manifest with the texts that it names. */
  public static TestImage of(String mediaType, String manifest, String... blobs) {
    return new TestImage(mediaType, manifest, List.of(blobs), List.of());
  }

  /** The digest of the manifest's text, {@code sha256:…}. */
  public String digest() {
    return digest(manifest);
  }

  /** The length of the manifest's text in bytes. */
  public int size() {
    return manifest.getBytes(UTF_8).length;
  }

  /** The configuration's text. */
  public String config() {
    return blobs.get(0);
  }

  /** The digest of the configuration's text. */
  public String configDigest() {
    return digest(config());
  }

  /** The digest {@code sha256:…} of a text in UTF-8. */
  public static String digest(String text) {
    return digest(text.getBytes(UTF_8));
  }

  static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestImage image(
      String platform, String manifestType, String configType, String layerType) {
    String config =
        """
        {"created":"2024-02-29T12:34:56.789Z",%s,"config":{"Env":["PATH=/usr/bin"],\
        "Labels":{"org.opencontainers.image.title":"test"}},"rootfs":{"type":"layers",\
        "diff_ids":["%s"]},"history":[{"comment":"made for a test"}]}"""
            .formatted(platformFields(platform), digest("unpacked " + platform));
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[{"mediaType":"%s","digest":"%s","size":1234}]}"""
            .formatted(
                manifestType,
                configType,
                digest(config),
                config.getBytes(UTF_8).length,
                layerType,
                digest("packed " + platform));
    return of(manifestType, manifest, config);
  }

  private static String platformFields(String platform) {
    String[] parts = platform.split("/", 3);
    String fields = "\"architecture\":\"%s\",\"os\":\"%s\"".formatted(parts[1], parts[0]);
    return parts.length < 3 ? fields : fields + ",\"variant\":\"%s\"".formatted(parts[2]);
  }
}
