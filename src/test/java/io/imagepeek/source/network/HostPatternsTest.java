package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternsTest {

  @ParameterizedTest
  @CsvSource({
    "*, docker.io, true",
    "*, localhost:5000, true",
    "*, [::1]:5000, true",
    "ghcr.io, ghcr.io, true",
    "GHCR.io, ghcr.IO, true",
    "ghcr.io, ghcr.io:443, true",
    "ghcr.io:443, ghcr.io, true",
    "ghcr.io, ghcr.io:5000, false",
    "ghcr.io, ghcr.io:80, false",
    "ghcr.io:5000, ghcr.io:5000, true",
    "ghcr.io:5000, ghcr.io, false",
    "ghcr.io:*, ghcr.io:5000, true",
    "ghcr.io:*, ghcr.io, true",
    "ghcr.io, pkg.ghcr.io, false",
    "ghcr.io, ghcr.io.evil.example, false",
    "ghcr.io, notghcr.io, false",
    "ghcr.io, ghcrxio, false",
    "localhost:5000, localhost:5000, true",
    "localhost, localhost:5000, false",
    "*:5000, any.example:5000, true",
    "*:5000, any.example, false",
    "*:*, any.example:5000, true",
    "*.example.com, a.example.com, true",
    "*.example.com, a.b.EXAMPLE.com, true",
    "*.example.com, example.com, false",
    "*.example.com, badexample.com, false",
    "*.example.com, a.example.com.evil.example, false",
    "*.example.com, a.example.com:5000, false",
    "*.example.com:5000, a.example.com:5000, true",
    "*.example.com:*, a.example.com:5000, true",
    "docker.io, index.docker.io, true",
    "docker.io, registry-1.docker.io, true",
    "index.docker.io, docker.io, true",
    "registry-1.docker.io, docker.io, true",
    "*.docker.io, docker.io, true",
    "docker.io, auth.docker.io, false",
    "docker.io, docker.io:5000, false",
    "[::1]:5000, [::1]:5000, true",
    "[::1]:5000, [0:0::1]:5000, true",
    "[::1]:5000, [::1], false",
    "127.0.0.1:5000, 127.0.0.1:5000, true",
    "127.0.0.1:5000, 127.1:5000, false",
  })
  void allows(String pattern, String registry, boolean allowed) {
    assertThat(new HostPatterns(List.of(pattern)).allows(registry)).isEqualTo(allowed);
  }

  @Test
  void needsOneMatchAmongMany() {
    HostPatterns patterns = new HostPatterns(List.of("quay.io", " ghcr.io "));
    assertThat(patterns.allows("ghcr.io")).isTrue();
    assertThat(patterns.allows("docker.io")).isFalse();
  }

  @Test
  void allowsNothingWithoutPatterns() {
    assertThat(new HostPatterns(List.of()).allows("docker.io")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "user@ghcr.io", "::1", "ghcr.io:", "ghcr.io:0", "[::1"})
  void allowsOnlyHosts(String registry) {
    assertThat(new HostPatterns(List.of("*")).allows(registry)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "**",
        "*.",
        "*.*",
        "*.*.example.com",
        "reg*.example.com",
        "*example.com",
        "a.*.com",
        "https://ghcr.io",
        "ghcr.io/library",
        "ghcr.io:",
        "ghcr.io:0",
        "ghcr.io:65536",
        "ghcr.io:http",
        "ghcr.io:443:*",
        "*:x",
        "::1",
        "[::1",
        "[ghcr.io]",
        "[fe80::1%eth0]",
        "*.10.0.0.1",
        ".example.com",
        "user@ghcr.io",
        "ghcr.io quay.io",
        "bücher.example"
      })
  void refusesBadPatterns(String pattern) {
    assertThatThrownBy(() -> new HostPatterns(List.of("ghcr.io", pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("imagepeek.registry.allow: \"" + pattern + "\" is not a pattern");
  }
}
