package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryContentTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedRegistry registry = ScriptedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void servesAnImage() throws Exception {
    TestImage image = registry.image("some/x", "1.0");

    HttpResponse<String> byTag = get(registry.url("/v2/some/x/manifests/1.0"));
    HttpResponse<String> byDigest = get(registry.url("/v2/some/x/manifests/" + image.digest()));
    JsonNode manifest = JSON.readTree(byTag.body());
    String configDigest = manifest.at("/config/digest").asText();
    HttpResponse<String> config = get(registry.url("/v2/some/x/blobs/" + configDigest));

    assertThat(byTag.statusCode()).isEqualTo(200);
    assertThat(byTag.headers().firstValue("Content-Type")).hasValue(TestImage.OCI_MANIFEST);
    assertThat(byTag.headers().firstValue("Docker-Content-Digest"))
        .hasValue(TestImage.digest(byTag.body()));
    assertThat(byDigest.body()).isEqualTo(byTag.body());
    assertThat(TestImage.digest(config.body())).isEqualTo(configDigest);
    assertThat(manifest.at("/config/size").asInt()).isEqualTo(config.body().length());
    assertThat(JSON.readTree(config.body()).path("architecture").asText()).isEqualTo("amd64");
  }

  @Test
  void servesAnIndexAndItsImages() throws Exception {
    registry.image("x", "latest", TestImage.index("linux/amd64", "linux/arm64/v8"));

    JsonNode index = JSON.readTree(get(registry.url("/v2/x/manifests/latest")).body());
    JsonNode second = index.at("/manifests/1");
    HttpResponse<String> child =
        get(registry.url("/v2/x/manifests/" + second.path("digest").asText()));

    assertThat(index.path("manifests")).hasSize(2);
    assertThat(second.at("/platform/variant").asText()).isEqualTo("v8");
    assertThat(child.statusCode()).isEqualTo(200);
    assertThat(child.body()).hasSize(second.path("size").asInt());
  }

  @Test
  void saysWhatItLacksAsARegistryDoes() throws Exception {
    registry.image("x", "latest");

    assertError("/v2/x/manifests/none", "MANIFEST_UNKNOWN", "manifest unknown");
    assertError("/v2/none/manifests/latest", "MANIFEST_UNKNOWN", "manifest unknown");
    assertError(
        "/v2/x/blobs/" + TestImage.digest("none"), "BLOB_UNKNOWN", "blob unknown to registry");
    assertError("/v2/none/tags/list", "NAME_UNKNOWN", "repository name not known to registry");
  }

  @Test
  void listsTagsInPages() throws Exception {
    for (String tag : List.of("c", "a", "b", "e", "d")) {
      registry.image("x", tag);
    }
    assertThat(tags("/v2/x/tags/list")).containsExactly(List.of("a", "b", "c", "d", "e"));
    assertThat(tags("/v2/x/tags/list?n=2"))
        .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    assertThat(tags("/v2/x/tags/list?n=5")).hasSize(1);
    assertThat(tags("/v2/x/tags/list?last=c")).containsExactly(List.of("d", "e"));

    registry.tagsPerPage(3);
    assertThat(tags("/v2/x/tags/list?n=100"))
        .containsExactly(List.of("a", "b", "c"), List.of("d", "e"));
  }

  @Test
  void servesALayout(@TempDir Path dir) throws Exception {
    TestImage index = TestImage.index("linux/amd64");
    TestImage child = index.children().get(0);
    for (String text : List.of(index.manifest(), child.manifest(), child.config())) {
      blob(dir, text);
    }
    String signed =
        """
        {"schemaVersion":1,"signatures":[{"protected":"%s"}]}"""
            .formatted(
                Base64.getUrlEncoder()
                    .encodeToString("{\"formatLength\":18,\"formatTail\":\"fQ\"}".getBytes(UTF_8)));
    blob(dir, signed);
    Files.writeString(
        dir.resolve("index.json"),
        "{\"manifests\":[%s,%s,%s]}"
            .formatted(
                entry(index.mediaType(), index.digest(), "a/b:1"),
                entry(child.mediaType(), child.digest(), "a/b@" + child.digest()),
                entry(
                    "application/vnd.docker.distribution.manifest.v1+prettyjws",
                    TestImage.digest(signed),
                    "old:1")));
    registry.layout(dir);

    HttpResponse<String> top = get(registry.url("/v2/a/b/manifests/1"));
    HttpResponse<String> platform = get(registry.url("/v2/a/b/manifests/" + child.digest()));
    HttpResponse<String> config = get(registry.url("/v2/a/b/blobs/" + child.configDigest()));
    HttpResponse<String> old = get(registry.url("/v2/old/manifests/1"));

    assertThat(top.body()).isEqualTo(index.manifest());
    assertThat(top.headers().firstValue("Content-Type")).hasValue(TestImage.OCI_INDEX);
    assertThat(top.headers().firstValue("Docker-Content-Digest")).hasValue(index.digest());
    assertThat(platform.body()).isEqualTo(child.manifest());
    assertThat(config.body()).isEqualTo(child.config());
    assertThat(old.headers().firstValue("Docker-Content-Digest"))
        .hasValue(TestImage.digest("{\"schemaVersion\":1}"));
    assertThat(tags("/v2/a/b/tags/list")).containsExactly(List.of("1"));
    assertError("/v2/a/manifests/1", "MANIFEST_UNKNOWN", "manifest unknown");
  }

  private static void blob(Path dir, String text) throws Exception {
    Path file = dir.resolve("blobs").resolve(TestImage.digest(text).replace(':', '/'));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String entry(String mediaType, String digest, String name) {
    return """
        {"mediaType":"%s","digest":"%s","annotations":{"org.opencontainers.image.ref.name":"%s"}}"""
        .formatted(mediaType, digest, name);
  }

  private void assertError(String target, String code, String message) throws Exception {
    HttpResponse<String> response = get(registry.url(target));
    JsonNode error = JSON.readTree(response.body()).at("/errors/0");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isEqualTo(message);
    assertThat(error.path("detail").isObject()).isTrue();
  }

  private List<List<String>> tags(String first) throws Exception {
    List<List<String>> pages = new ArrayList<>();
    String target = first;
    while (target != null) {
      HttpResponse<String> response = get(registry.url(target));
      List<String> page = new ArrayList<>();
      JSON.readTree(response.body()).path("tags").forEach(tag -> page.add(tag.asText()));
      pages.add(page);
      Matcher link =
          Pattern.compile("<(.*)>; rel=\"next\"")
              .matcher(response.headers().firstValue("Link").orElse(""));
      target = link.matches() ? link.group(1) : null;
    }
    return pages;
  }
}
