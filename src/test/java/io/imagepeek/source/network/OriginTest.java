package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "https://ghcr.io/v2/, https, ghcr.io, 443, https://ghcr.io",
    "HTTPS://GHCR.IO, https, ghcr.io, 443, https://ghcr.io",
    "https://ghcr.io:443/, https, ghcr.io, 443, https://ghcr.io",
    "https://ghcr.io:/, https, ghcr.io, 443, https://ghcr.io",
    "https://ghcr.io:8443/, https, ghcr.io, 8443, https://ghcr.io:8443",
    "http://localhost/, http, localhost, 80, http://localhost",
    "http://localhost:5000/, http, localhost, 5000, http://localhost:5000",
    "https://localhost:80/, https, localhost, 80, https://localhost:80",
    "http://[::1]:5000/, http, ::1, 5000, http://[::1]:5000",
    "http://[0:0:0::1]/, http, ::1, 80, http://[::1]",
    "https://[2001:DB8::A]/, https, 2001:db8::a, 443, https://[2001:db8::a]",
    "https://my_bucket.s3.example/, https, my_bucket.s3.example, 443, https://my_bucket.s3.example",
    "http://my_registry:5000/, http, my_registry, 5000, http://my_registry:5000",
  })
  void isReadFromUrls(String url, String scheme, String host, int port, String printed) {
    Origin origin = Origin.of(URI.create(url));
    assertThat(origin).isEqualTo(new Origin(scheme, host, port)).hasToString(printed);
    assertThat(origin.host()).isEqualTo(host);
    assertThat(origin.authority()).isEqualTo(printed.substring(printed.indexOf("//") + 2));
  }

  @ParameterizedTest
  @CsvSource({
    "https://ghcr.io/a, https://GHCR.io:443/b?c, true",
    "https://ghcr.io/, http://ghcr.io/, false",
    "https://ghcr.io/, http://ghcr.io:443/, false",
    "https://ghcr.io/, https://ghcr.io:444/, false",
    "https://ghcr.io/, https://pkg.ghcr.io/, false",
    "https://ghcr.io/, https://ghcr.io.evil.example/, false",
    "https://[::1]/, https://[0::1]/, true",
  })
  void comparesSchemeHostAndPort(String one, String other, boolean same) {
    assertThat(Origin.of(URI.create(one)).equals(Origin.of(URI.create(other)))).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://ghcr.io/",
        "/v2/",
        "//ghcr.io/",
        "https:ghcr.io",
        "https:///v2/",
        "https://user:secret@ghcr.io/",
        "https://ghcr.io:0/",
        "https://ghcr.io:65536/",
        "https://a..b/",
        "https://[fe80::1%25eth0]/"
      })
  void refusesOtherUrls(String url) {
    assertThatThrownBy(() -> Origin.of(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void takesBracketsOffTheHost() {
    assertThat(new Origin("HTTP", "[::1]", 5000)).isEqualTo(new Origin("http", "::1", 5000));
  }
}
