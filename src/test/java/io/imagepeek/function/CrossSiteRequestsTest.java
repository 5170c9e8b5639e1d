package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossSiteRequestsTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "a.example.com,        a.example.com,      true",
        "a.example.com,        A.Example.COM:8080, true",
        "A.example.com,        a.example.com.:80,  true",
        "a.example.com,        a.example.com..,    false",
        "a.example.com,        b.example.com,      false",
        "a.example.com,        xa.example.com,     false",
        "a.example.com,        '',                 false",
        "a.example.com,        -,                  false",
        "*.example.com,        a.b.example.com,    true",
        "*.example.com,        example.com,        false",
        "*.example.com,        aexample.com,       false",
        "*.example.com,        a.example.com.evil, false",
        "10.0.0.1,             10.0.0.1:8080,      true",
        "[::1],                [::1]:8080,         true",
        "[::1],                [::1],              true",
        "[::1],                [::2],              false",
        "*,                    anything,           true",
        "*,                    -,                  true",
      })
  void aHostIsServedByItsName(String pattern, @Nullable String host, boolean served) {
    CrossSiteRequests foreign = new CrossSiteRequests(Optional.of(List.of("other.test", pattern)));

    assertThat(foreign.serves(host)).isEqualTo(served);
  }

  @Test
  void withoutNamesEveryHostIsServed() {
    assertThat(new CrossSiteRequests(Optional.empty()).serves("anything:1")).isTrue();
    assertThat(new CrossSiteRequests(Optional.empty()).serves(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example.com:80", "https://a", "a/b", "", "*.", "*a.b", "a.*.b", "a b"})
  void whatIsNoNameIsAnErrorOfTheSetting(String pattern) {
    assertThatThrownBy(() -> new CrossSiteRequests(Optional.of(List.of(pattern))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("imagepeek.serving.hosts: \"" + pattern + "\" is not a name");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "cross-site, true",
        "same-site, true",
        "Cross-Site, true",
        "same-origin, false",
        "none, false",
        "-, false",
        "'', false"
      })
  void otherOriginsAreForeign(@Nullable String site, boolean foreign) {
    assertThat(CrossSiteRequests.isForeign(site)).isEqualTo(foreign);
  }
}
