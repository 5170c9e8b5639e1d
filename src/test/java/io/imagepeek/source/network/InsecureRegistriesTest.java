package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsecureRegistriesTest {

  @ParameterizedTest
  @CsvSource({
    "localhost:5000, localhost:5000, true",
    "localhost:5000, LOCALHOST:5000, true",
    "localhost:5000, localhost, false",
    "localhost:5000, localhost:5001, false",
    "registry.local, registry.local, true",
    "registry.local, registry.local:80, true",
    "registry.local:80, registry.local, true",
    "registry.local, registry.local:443, false",
    "registry.local, registry.local:5000, false",
    "registry.local, a.registry.local, false",
    "registry.local, other.local, false",
    "[::1]:5000, [::1]:5000, true",
    "[::1]:5000, [0:0::1]:5000, true",
    "[::1]:5000, [::1], false",
    "localhost:5000, not a host, false",
    "localhost:5000, '', false",
  })
  void plainHttpForReferences(String entry, String registry, boolean plain) {
    assertThat(new InsecureRegistries(List.of(entry)).plainHttp(registry)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:5000, localhost, 5000, true",
    "localhost:5000, localhost, 80, false",
    "localhost, localhost, 80, true",
    "localhost, localhost, 443, false",
    "[::1]:5000, ::1, 5000, true",
    "[::1]:5000, [::1], 5000, true",
    "localhost:5000, a b, 5000, false",
  })
  void plainHttpForUrls(String entry, String host, int port, boolean plain) {
    assertThat(new InsecureRegistries(List.of(entry)).plainHttp(host, port)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.local",
        "http://localhost:5000",
        "localhost:",
        "localhost:0",
        "localhost/x",
        "::1"
      })
  void refusesBadEntries(String entry) {
    assertThatThrownBy(() -> new InsecureRegistries(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("imagepeek.registry.insecure: \"" + entry + "\"");
  }
}
