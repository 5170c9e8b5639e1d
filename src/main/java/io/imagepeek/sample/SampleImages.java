package io.imagepeek.sample;

import io.imagepeek.sample.SampleBuild.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images of the sample registry, built in memory without clock and random numbers, so their
 * digests never change.
 *
 * <ul>
 *   <li>{@code demo/hello}: OCI index of three Linux platforms, each with an attestation
 *   <li>{@code demo/web}: Docker manifest list of two Linux platforms and one of Windows
 *   <li>{@code demo/single}: OCI image of one platform, with annotations
 *   <li>{@code demo/chart}: a Helm chart, which is not an image: its inspection fails
 * </ul>
 *
 * <p>Layers are described with plausible sizes, but not stored.
 */
public final class SampleImages {

  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final String SOURCE = "https://example.com/samples/";

  private final TreeMap<String, SampleRepository> repositories = new TreeMap<>();

  /** Builds all sample images. */
  public SampleImages() {
    repositories.put("demo/hello", hello());
    repositories.put("demo/web", web());
    repositories.put("demo/single", single());
    repositories.put("demo/chart", chart());
  }

  /** The repositories' names, sorted. */
  public List<String> repositories() {
    return List.copyOf(repositories.keySet());
  }

  /** The tags of a repository in lexical order; empty if there is no such repository. */
  public Optional<List<String>> tags(String repository) {
    return Optional.ofNullable(repositories.get(repository)).map(SampleRepository::tags);
  }

  /** The manifest or index of a tag or digest in a repository; empty if there is none. */
  public Optional<SampleDocument> manifest(String repository, String reference) {
    return Optional.ofNullable(repositories.get(repository)).flatMap(r -> r.manifest(reference));
  }

  /** The blob of a digest in a repository; empty if it is not stored, as for layers. */
  public Optional<SampleDocument> blob(String repository, String digest) {
    return Optional.ofNullable(repositories.get(repository)).flatMap(r -> r.blob(digest));
  }

  private static SampleRepository hello() {
    SampleRepository repository = new SampleRepository();
    JsonArray entries = new JsonArray();
    JsonArray attestations = new JsonArray();
    List<JsonObject> platforms =
        List.of(
            SampleBuild.platform("linux", "amd64"),
            SampleBuild.platform("linux", "arm64").put("variant", "v8"),
            SampleBuild.platform("linux", "arm").put("variant", "v7"));
    long smaller = 0;
    for (JsonObject platform : platforms) {
      JsonObject runtime =
          new JsonObject()
              .put("User", "65532")
              .put("Env", new JsonArray().add(PATH).add("GREETING=hello"))
              .put("Entrypoint", new JsonArray().add("/usr/local/bin/hello"))
              .put("WorkingDir", "/")
              .put("Labels", labels("hello", "1.0"));
      List<Step> steps =
          List.of(
              new Step("ADD alpine-minirootfs.tar.gz / # buildkit", 3_802_452 - smaller),
              new Step("CMD [\"/bin/sh\"]", 0),
              new Step("COPY hello /usr/local/bin/hello # buildkit", 1_204_318 - smaller / 2),
              new Step("ENV GREETING=hello", 0),
              new Step("USER 65532", 0),
              new Step("ENTRYPOINT [\"/usr/local/bin/hello\"]", 0));
      JsonObject entry =
          new SampleBuild(SampleFormat.OCI, platform, "2025-10-08T11:04:56Z", runtime, steps)
              .entryIn(repository);
      entries.add(entry);
      attestations.add(attestation(repository, entry.getString("digest")));
      smaller += 131_072;
    }
    // Builders list the attestations after all images.
    entries.addAll(attestations);
    repository.tag(addIndex(repository, SampleFormat.OCI, entries), "1.0", "latest");
    return repository;
  }

  /**
   * BuildKit's attestation of an image: a manifest without a platform, with a provenance statement.
   */
  private static JsonObject attestation(SampleRepository repository, String imageDigest) {
    String subject = imageDigest.substring("sha256:".length());
    JsonObject statement =
        new JsonObject()
            .put("_type", "https://in-toto.io/Statement/v0.1")
            .put("predicateType", "https://slsa.dev/provenance/v0.2")
            .put(
                "subject",
                new JsonArray()
                    .add(new JsonObject().put("digest", new JsonObject().put("sha256", subject))))
            .put("predicate", new JsonObject().put("buildType", "https://example.com/sample"));
    JsonObject layer =
        repository
            .addBlob("application/vnd.in-toto+json", statement)
            .put(
                "annotations",
                new JsonObject()
                    .put("in-toto.io/predicate-type", "https://slsa.dev/provenance/v0.2"));
    JsonObject config =
        SampleBuild.platform("unknown", "unknown")
            .put("config", new JsonObject())
            .put(
                "rootfs",
                new JsonObject()
                    .put("type", "layers")
                    .put("diff_ids", new JsonArray().add(layer.getString("digest"))));
    JsonObject manifest =
        new JsonObject()
            .put("schemaVersion", 2)
            .put("mediaType", SampleFormat.OCI.manifest())
            .put("config", repository.addBlob(SampleFormat.OCI.config(), config))
            .put("layers", new JsonArray().add(layer));
    return repository
        .addManifest(SampleFormat.OCI.manifest(), manifest)
        .put("platform", SampleBuild.platform("unknown", "unknown"))
        .put(
            "annotations",
            new JsonObject()
                .put("vnd.docker.reference.digest", imageDigest)
                .put("vnd.docker.reference.type", "attestation-manifest"));
  }

  private static SampleRepository web() {
    SampleRepository repository = new SampleRepository();
    JsonArray entries = new JsonArray();
    for (String architecture : List.of("amd64", "arm64")) {
      JsonObject platform = SampleBuild.platform("linux", architecture);
      long smaller = architecture.equals("arm64") ? 125_845 : 0;
      JsonObject runtime =
          new JsonObject()
              .put("ExposedPorts", new JsonObject().put("80/tcp", new JsonObject()))
              .put("Env", new JsonArray().add(PATH).add("WEB_VERSION=2.1").add("WEB_ROOT=/srv"))
              .put("Cmd", new JsonArray().add("web").add("-g").add("daemon off;"))
              .put("StopSignal", "SIGQUIT")
              .put("Labels", labels("web", "2.1"));
      List<Step> steps =
          List.of(
              new Step("/bin/sh -c #(nop) ADD file:rootfs.tar.xz in / ", 28_227_259 - smaller),
              new Step("/bin/sh -c #(nop)  ENV WEB_VERSION=2.1 WEB_ROOT=/srv", 0),
              new Step(
                  "/bin/sh -c apt-get install --no-install-recommends -y web",
                  43_931_042 - smaller),
              new Step("/bin/sh -c #(nop) COPY file:index.html in /srv ", 1_397),
              new Step("/bin/sh -c #(nop)  EXPOSE 80", 0),
              new Step("/bin/sh -c #(nop)  CMD [\"web\" \"-g\" \"daemon off;\"]", 0));
      entries.add(
          new SampleBuild(
                  SampleFormat.DOCKER, platform, "2025-09-17T06:30:12.123456789Z", runtime, steps)
              .entryIn(repository));
    }
    JsonObject windows =
        SampleBuild.platform("windows", "amd64").put("os.version", "10.0.20348.4171");
    JsonObject windowsRuntime =
        new JsonObject()
            .put("ExposedPorts", new JsonObject().put("80/tcp", new JsonObject()))
            .put("Env", new JsonArray().add("WEB_VERSION=2.1").add("WEB_ROOT=C:\\srv"))
            .put("Cmd", new JsonArray().add("C:\\web\\web.exe"))
            .put("Labels", labels("web", "2.1"));
    List<Step> windowsSteps =
        List.of(
            new Step("Apply image 10.0.20348.4171", 122_463_871),
            new Step("cmd /S /C setx WEB_VERSION 2.1", 0),
            new Step("cmd /S /C #(nop) COPY dir:web in C:\\web ", 9_120_448));
    entries.add(
        new SampleBuild(
                SampleFormat.DOCKER,
                windows,
                "2025-09-17T06:41:55.5Z",
                windowsRuntime,
                windowsSteps)
            .entryIn(repository));
    repository.tag(addIndex(repository, SampleFormat.DOCKER, entries), "2.1", "latest");
    return repository;
  }

  private static SampleRepository single() {
    SampleRepository repository = new SampleRepository();
    JsonObject runtime =
        new JsonObject()
            .put("User", "nobody")
            .put("Env", new JsonArray().add(PATH).add("LANG=C.UTF-8").add("TZ=UTC"))
            .put("Cmd", new JsonArray().add("sh"))
            .put("WorkingDir", "/work")
            .put(
                "Labels",
                labels("single", "3.0").put("org.opencontainers.image.licenses", "Apache-2.0"));
    List<Step> steps =
        List.of(
            new Step("ADD alpine-minirootfs.tar.gz / # buildkit", 3_802_452),
            new Step("CMD [\"/bin/sh\"]", 0),
            new Step("WORKDIR /work", 93),
            new Step("USER nobody", 0));
    JsonObject annotations =
        new JsonObject()
            .put("org.opencontainers.image.base.name", "docker.io/library/alpine:3.22")
            .put("org.opencontainers.image.created", "2025-08-01T00:00:00Z")
            .put("org.opencontainers.image.source", SOURCE + "single");
    JsonObject image =
        new SampleBuild(
                SampleFormat.OCI,
                SampleBuild.platform("linux", "amd64"),
                "2025-08-01T00:00:00Z",
                runtime,
                steps)
            .storeIn(repository, annotations);
    repository.tag(image, "latest");
    return repository;
  }

  private static SampleRepository chart() {
    SampleRepository repository = new SampleRepository();
    JsonObject config =
        new JsonObject()
            .put("name", "chart")
            .put("version", "0.1.0")
            .put("description", "A sample chart: an artifact that is no image")
            .put("apiVersion", "v2")
            .put("appVersion", "1.0")
            .put("type", "application");
    JsonObject content =
        new JsonObject()
            .put("mediaType", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
            .put("digest", SampleDocument.sha256(new byte[] {'c', 'h', 'a', 'r', 't'}))
            .put("size", 3_742);
    JsonObject manifest =
        new JsonObject()
            .put("schemaVersion", 2)
            .put("mediaType", SampleFormat.OCI.manifest())
            .put("config", repository.addBlob("application/vnd.cncf.helm.config.v1+json", config))
            .put("layers", new JsonArray().add(content))
            .put(
                "annotations",
                new JsonObject()
                    .put("org.opencontainers.image.title", "chart")
                    .put("org.opencontainers.image.version", "0.1.0"));
    repository.tag(repository.addManifest(SampleFormat.OCI.manifest(), manifest), "0.1.0");
    return repository;
  }

  private static JsonObject addIndex(
      SampleRepository repository, SampleFormat format, JsonArray entries) {
    return repository.addManifest(
        format.index(),
        new JsonObject()
            .put("schemaVersion", 2)
            .put("mediaType", format.index())
            .put("manifests", entries));
  }

  private static JsonObject labels(String name, String version) {
    return new JsonObject()
        .put("org.opencontainers.image.source", SOURCE + name)
        .put("org.opencontainers.image.title", name)
        .put("org.opencontainers.image.version", version);
  }
}
