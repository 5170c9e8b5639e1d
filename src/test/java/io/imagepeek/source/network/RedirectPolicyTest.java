package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectPolicyTest {

  private static final URI TAGS = URI.create("https://reg.example/v2/a/tags/list?n=2");
  private static final RedirectPolicy RULE =
      new RedirectPolicy(new InsecureRegistries(List.of("localhost:5000", "plain.example")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://cdn.example/blob | https://cdn.example/blob",
        "HTTPS://CDN.Example:443/Blob | https://cdn.example/Blob",
        "https://cdn.example:8443/a | https://cdn.example:8443/a",
        "https://cdn.example:/a | https://cdn.example/a",
        "https://cdn.example | https://cdn.example/",
        "https://cdn.example?x=1 | https://cdn.example/?x=1",
        "https://cdn.example/a?sig=a%2Fb%3D%3d&se=1+2&x=a/b?c@d:e | "
            + "https://cdn.example/a?sig=a%2Fb%3D%3d&se=1+2&x=a/b?c@d:e",
        "https://cdn.example/a#fragment | https://cdn.example/a",
        "https://cdn.example/a?b#c?d | https://cdn.example/a?b",
        "//cdn.example/a | https://cdn.example/a",
        "/v2/a/tags/list?last=b | https://reg.example/v2/a/tags/list?last=b",
        "?last=b&n=2 | https://reg.example/v2/a/tags/list?last=b&n=2",
        "list?last=b | https://reg.example/v2/a/tags/list?last=b",
        "./list?last=b | https://reg.example/v2/a/tags/list?last=b",
        "../x | https://reg.example/v2/a/x",
        "../../../../x | https://reg.example/x",
        "/a/./b/../c/. | https://reg.example/a/c/",
        ".. | https://reg.example/v2/a/",
        "/a//b | https://reg.example/a//b",
        "#x | https://reg.example/v2/a/tags/list?n=2",
        "\\\\evil.example/x | https://reg.example/v2/a/tags/%5C%5Cevil.example/x",
        "https://cdn.example/a b | https://cdn.example/a%20b",
        "https://cdn.example/{a}?q={b}^\"[c] | https://cdn.example/%7Ba%7D?q=%7Bb%7D%5E%22[c]",
        "https://cdn.example/100%?q=100%zz | https://cdn.example/100%25?q=100%25zz",
        "https://my_bucket.s3.example/a | https://my_bucket.s3.example/a",
        "https://my_host:8443/a | https://my_host:8443/a",
        "https://10.0.0.7/a | https://10.0.0.7/a",
        "https://[::1]:5000/a | https://[::1]:5000/a",
        "https://[2001:DB8:0::1]/a | https://[2001:db8::1]/a",
        "https://plain.example/a | https://plain.example/a",
      })
  void follows(String location, String target) {
    assertThat(RULE.follow(TAGS, location)).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:5000/v2/, /v2/x, http://localhost:5000/v2/x",
    "http://localhost:5000/v2/, http://plain.example/x, http://plain.example/x",
    "http://localhost:5000/v2/, http://plain.example:80/x, http://plain.example/x",
    "http://localhost:5000/v2/, https://cdn.example/x, https://cdn.example/x",
    "http://localhost:5000, x, http://localhost:5000/x",
    "http://localhost:5000, ?x, http://localhost:5000/?x",
    "https://my_reg:5001/v2/, /x, https://my_reg:5001/x",
  })
  void followsFromOtherRegistries(String from, String location, String target) {
    assertThat(RULE.follow(URI.create(from), location)).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://cdn.example/a?secret=1 | http://cdn.example is plain http, which https must not lead to",
        "http://localhost:5000/secret | http://localhost:5000 is plain http, which https must not",
        "http://reg.example/secret | must not lead to",
        "ftp://cdn.example/secret | neither http nor https",
        "file:///etc/secret | neither http nor https",
        "javascript:secret | neither http nor https",
        "unix:/run/secret | neither http nor https",
        "ht tps://cdn.example/secret | neither http nor https",
        "https:secret | has no host",
        "https:/secret | has no host",
        "https:///secret | host is missing",
        "https:\\\\evil.example\\secret | has no host",
        "//  | host is missing",
        "https://:443/secret | host is missing",
        "https://user@cdn.example/secret | has a user name",
        "https://user:secret@cdn.example/ | has a user name",
        "https://reg.example:secret@evil.example/ | has a user name",
        "https://reg.example\\@evil.example/secret | has a user name",
        "https://reg.example\\.evil.example/secret | characters other than",
        "https://cdn.example:0/secret | port is not a number",
        "https://cdn.example:65536/secret | port is not a number",
        "https://cdn.example:99999999999/secret | port is not a number",
        "https://cdn.example:8x/secret | port is not a number",
        "https://a:b:c/secret | more than one colon",
        "https://::1/secret | more than one colon",
        "https://[::1/secret | brackets",
        "https://[::1]x/secret | brackets",
        "https://[evil.example]/secret | not an IPv6 address",
        "https://[fe80::1%25eth0]/secret | has a zone",
        "https://[v1.fe80::1]/secret | not an IPv6 address",
        "https://cdn..example/secret | empty label",
        "https://.example/secret | empty label",
        "https://cdn%2eexample/secret | characters other than",
        "https://cdn example/secret | characters other than",
        "https://2852039166/secret | host 2852039166 is an address in an ambiguous notation",
        "https://0xA9FEA9FE/secret | ambiguous notation",
        "https://0251.0376.0251.0376/secret | ambiguous notation",
        "https://127.1/secret | ambiguous notation",
        "https://127.0.0.1./secret | ambiguous notation",
        "https://010.0.0.1/secret | ambiguous notation",
        "https://425.510.425.510/secret | ambiguous notation",
        "https://１６９.254.169.254/secret | non-ASCII",
        "https://cdn.example/sécret | non-ASCII",
        "'' | the URL is empty",
      })
  void refuses(String location, String why) {
    assertThatThrownBy(() -> RULE.follow(TAGS, location))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("reg.example redirects to a URL that is not allowed: ")
        .hasMessageContaining(why)
        .satisfies(
            e -> {
              for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("secret", "user@", "user:");
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cdn.example/a\r\nX: y",
        "https://cdn.example/a\0b",
        "https://cdn.example/a\tb",
        "https://cdn\n.example/",
        "https://cdn.example/\u007f",
        "https://cdn.example/\u0085x"
      })
  void refusesControlCharacters(String location) {
    assertThatThrownBy(() -> RULE.follow(TAGS, location))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("control or non-ASCII characters");
  }

  @Test
  void namesTheSettingWherePlainHttpIsNotListed() {
    assertThatThrownBy(
            () -> RULE.follow(URI.create("http://localhost:5000/v2/"), "http://localhost:5001/"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining(
            "localhost:5000 redirects to a URL that is not allowed: http://localhost:5001 is plain http; the operator"
                + " can allow it with imagepeek.registry.insecure");
  }

  @Test
  void boundsTheLength() {
    String start = "https://cdn.example/";
    String longest = start + "a".repeat(RedirectPolicy.MAX_LENGTH - start.length());
    assertThat(RULE.follow(TAGS, longest)).hasToString(longest);
    assertThatThrownBy(() -> RULE.follow(TAGS, longest + "a"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("longer than 8192 characters");
    assertThatThrownBy(() -> RULE.follow(TAGS, "https://" + "a".repeat(256) + "/"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("longer than 255 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "https://reg.example/v2/, https://auth.example/token, https://auth.example/token",
    "https://reg.example/v2/, https://auth.example/token?a=b#c, https://auth.example/token?a=b",
    "https://reg.example/v2/, https://reg.example/v2/token, https://reg.example/v2/token",
    "http://localhost:5000/v2/, http://localhost:5000/token, http://localhost:5000/token",
    "http://localhost:5000/v2/, https://auth.example/token, https://auth.example/token",
  })
  void takesRealms(String registry, String realm, String target) {
    assertThat(RULE.realm(URI.create(registry), realm)).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource({
    "https://reg.example/v2/, http://auth.example/token?secret, must not lead to",
    "https://reg.example/v2/, http://localhost:5000/token?secret, must not lead to",
    "http://localhost:5000/v2/, http://169.254.169.254/secret, imagepeek.registry.insecure",
    "https://reg.example/v2/, /secret, not absolute",
    "https://reg.example/v2/, //auth.example/secret, not absolute",
    "https://reg.example/v2/, My secret realm, not absolute",
    "https://reg.example/v2/, https://u:secret@auth.example/, user name",
    "https://reg.example/v2/, '', empty",
  })
  void refusesRealms(String registry, String realm, String why) {
    assertThatThrownBy(() -> RULE.realm(URI.create(registry), realm))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("names a token service that is not allowed: ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }
}
