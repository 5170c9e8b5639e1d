package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.openapi.DescribedClient;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The transports other than a registry's are there, and cost a jar nothing before they are asked:
 * the libraries behind them are loaded then.
 */
class LocalImagesIT {

  private static final String ARCHIVES = "org.apache.commons.compress";
  private static final List<String> ENGINES =
      List.of("io.vertx.grpc", "com.google.protobuf", "NioDomainSocketChannel");

  @TempDir Path directory;

  @Test
  void eachIsLoadedWhenItIsFirstAsked() throws Exception {
    LoadedClasses classes = new LoadedClasses(directory.resolve("classes.log"));
    TestImage image = TestImage.oci("linux/amd64");
    Path archive = archive(image);
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry.image("app", "1", image);
      Map<String, String> settings =
          Map.of(
              "imagepeek.network.allow", "127.0.0.0/8",
              "imagepeek.registry.insecure", registry.authority(),
              "imagepeek.local.roots", directory.toString(),
              "imagepeek.engine.containerd-socket", directory.resolve("no.sock").toString());
      try (RunningArtifact jar = RunningArtifact.start(settings, classes.jvmOptions())) {
        assertThat(inspect(jar, "docker", registry.authority() + "/app:1"))
            .contains(image.digest());
        classes.assertNotLoaded(List.of(ARCHIVES));
        classes.assertNotLoaded(ENGINES);

        assertThat(inspect(jar, "oci-archive", archive.toString())).contains(image.digest());
        classes.assertLoaded(List.of(ARCHIVES));
        classes.assertNotLoaded(ENGINES);

        assertThat(inspect(jar, "containerd", "alpine")).contains("RegistryConnectionFailure");
        classes.assertLoaded(ENGINES);
      }
    }
  }

  private Path archive(TestImage image) throws IOException {
    Path archive = directory.resolve("image.tar");
    try (OutputStream file = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
      add(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
      add(
          tar,
          "index.json",
          "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}]}"
              .formatted(image.mediaType(), image.digest(), image.size()));
      add(tar, blob(image.digest()), image.manifest());
      add(tar, blob(image.configDigest()), image.config());
    }
    return archive;
  }

  private static String blob(String digest) {
    return "blobs/" + digest.replace(':', '/');
  }

  private static void add(TarArchiveOutputStream tar, String name, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static String inspect(RunningArtifact jar, String transport, String name)
      throws Exception {
    String query =
        "containerImageTransport="
            + transport
            + "&imageName="
            + URLEncoder.encode(name, StandardCharsets.UTF_8);
    return DescribedClient.of(HttpClient.Version.HTTP_1_1)
        .send(HttpRequest.newBuilder(jar.at("/inspect?" + query)).build())
        .body();
  }
}
