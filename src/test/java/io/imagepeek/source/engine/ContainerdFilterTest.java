package io.imagepeek.source.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.image.Digest;
import org.junit.jupiter.api.Test;

class ContainerdFilterTest {

  @Test
  void asksForATarget() {
    String digest = "sha256:" + "a".repeat(64);

    assertThat(ContainerdFilter.target(Digest.parse(digest)).text())
        .isEqualTo("target.digest==\"" + digest + "\"");
  }

  @Test
  void asksForTheBeginningOfATarget() {
    assertThat(ContainerdFilter.targetPrefix("cafe").text())
        .isEqualTo("target.digest~=\"^sha256:cafe[0-9a-f]{60}$\"");
  }

  /** Twice escaped: once for the expression, once for the quotes around it. */
  @Test
  void takesNamesLiterally() {
    assertThat(ContainerdFilter.tagsOf("reg.test:5000/a-b").text())
        .isEqualTo(
            "name~=\"^reg\\\\.test\\\\:5000\\\\/a\\\\-b:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$\"");
    assertThat(ContainerdFilter.tagsOf("\",name~=\".*|\\E\n").text())
        .startsWith(
            "name~=\"^\\\\\\\"\\\\,name\\\\~\\\\=\\\\\\\"\\\\.\\\\*\\\\|\\\\\\\\E\\\\\\x0a:");
  }
}
