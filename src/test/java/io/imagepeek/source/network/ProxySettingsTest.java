package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.source.network.ProxySettings.Proxy;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

  private static final Origin HTTPS = Origin.of(URI.create("https://ghcr.io/"));
  private static final Origin HTTP = Origin.of(URI.create("http://registry.example/"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "http://proxy.example:3128, proxy.example, 3128, -, -",
        "HTTP://Proxy.Example:3128/, proxy.example, 3128, -, -",
        "http://proxy.example, proxy.example, 80, -, -",
        "proxy.example:3128, proxy.example, 3128, -, -",
        "proxy.example, proxy.example, 80, -, -",
        "' http://proxy.example:3128 ', proxy.example, 3128, -, -",
        "http://[fd00::1]:3128, fd00::1, 3128, -, -",
        "10.0.0.1:8080, 10.0.0.1, 8080, -, -",
        "http://joe:secret@proxy.example:3128, proxy.example, 3128, joe, secret",
        "joe:secret@proxy.example:3128, proxy.example, 3128, joe, secret",
        "http://joe@proxy.example:3128, proxy.example, 3128, joe, -",
        "http://joe:@proxy.example:3128, proxy.example, 3128, joe, ''",
        "http://j%6Fe:s%3Ae%40c%2Fr%25et+%C3%A4@proxy.example, proxy.example, 80, joe, s:e@c/r%et+ä",
        "http://joe:p@ss/w#d?@proxy.example:3128, proxy.example, 3128, joe, p@ss/w#d?",
      })
  void readsProxies(String value, String host, int port, String username, String password) {
    Proxy expected = new Proxy(host, port, username, password);
    assertThat(new ProxySettings(value, null, null).proxyFor(HTTPS)).contains(expected);
    assertThat(new ProxySettings(null, value, null).proxyFor(HTTP)).contains(expected);
  }

  @Test
  void keepsTheSchemesApart() {
    assertThat(new ProxySettings("a:1", null, null).proxyFor(HTTP)).isEmpty();
    assertThat(new ProxySettings(null, "a:1", null).proxyFor(HTTPS)).isEmpty();
    assertThat(new ProxySettings("", " ", "").proxyFor(HTTPS)).isEmpty();
    assertThat(new ProxySettings("a:1", "b:2", "").proxyFor(HTTPS))
        .contains(new Proxy("a", 1, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "https://proxy.example:3128, 'a proxy reached by https is not supported'",
    "socks5://proxy.example:1080, 'a proxy reached by socks5 is not supported'",
    "https://joe:secret@proxy.example, 'only plain http proxies with CONNECT are'",
    "ftp-secret://proxy.example, 'its scheme is not supported'",
    "http://joe:secret@proxy.example:port, 'the port is not a number'",
    "http://joe:secret@proxy.example:0, 'the port is not a number'",
    "http://joe:secret@, 'the host is missing'",
    "http://joe:secret, 'the port is not a number'",
    "http://proxy.example:3128/secret, 'the port is not a number'",
    "http://joe:secret%@proxy.example, 'not percent-encoded'",
    "http://joe:secret%zz@proxy.example, 'not percent-encoded'",
    "http://joe:secret%FF@proxy.example, 'not UTF-8'",
    "http://joe:secret%0D%0A@proxy.example, 'control characters'",
    "http://joe%3Asecret:x@proxy.example, 'its user name has a colon'",
    "http://joe:secret@pro xy.example, 'the host has characters other than'",
    "http://joe:secret@[::1, 'brackets'",
  })
  void refusesOthersWithoutRepeatingThem(String value, String why) {
    assertThatThrownBy(() -> new ProxySettings(value, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("HTTPS_PROXY is not a proxy such as ")
        .hasMessageContaining(why)
        .hasStackTraceContaining(why)
        .satisfies(
            e -> {
              for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("secret", "joe");
              }
            });
    assertThatThrownBy(() -> new ProxySettings(null, value, null))
        .hasMessageStartingWith("HTTP_PROXY ");
  }

  @Test
  void printsNoUserAndNoPassword() {
    assertThat(new Proxy("fd00::1", 3128, "joe", "secret")).hasToString("Proxy[[fd00::1]:3128]");
  }

  @ParameterizedTest
  @CsvSource({
    "'', https://ghcr.io/, false",
    "*, https://ghcr.io/, true",
    "'a.example, *', https://ghcr.io/, true",
    "ghcr.io, https://ghcr.io/, true",
    "GHCR.IO, https://ghcr.io/, true",
    "ghcr.io, https://pkg.ghcr.io/, true",
    "ghcr.io, https://a.pkg.ghcr.io/, true",
    "ghcr.io, https://notghcr.io/, false",
    "ghcr.io, https://ghcr.io.evil.example/, false",
    "ghcr.io, https://ghcr.io./, true",
    ".ghcr.io, https://pkg.ghcr.io/, true",
    ".ghcr.io, https://ghcr.io/, false",
    "*.ghcr.io, https://pkg.ghcr.io/, true",
    "*.ghcr.io, https://ghcr.io/, false",
    "'  a.example , ghcr.io ', https://ghcr.io/, true",
    "a.example ghcr.io, https://ghcr.io/, true",
    "',,ghcr.io,', https://ghcr.io/, true",
    "ghcr.io:443, https://ghcr.io/, true",
    "ghcr.io:443, https://ghcr.io:8443/, false",
    "ghcr.io:8443, https://ghcr.io:8443/, true",
    "ghcr.io:8443, https://pkg.ghcr.io:8443/, true",
    "ghcr.io:8443, https://ghcr.io/, false",
    "ghcr.io, https://ghcr.io:8443/, true",
    ".ghcr.io:8443, https://pkg.ghcr.io:8443/, true",
    "10.0.0.7, https://10.0.0.7/, true",
    "10.0.0.7, https://10.0.0.8/, false",
    "10.0.0.7, https://a.10.0.0.7/, false",
    "10.0.0.7:5000, https://10.0.0.7:5000/, true",
    "10.0.0.7:5000, https://10.0.0.7/, false",
    "10.0.0.0/8, https://10.1.2.3/, true",
    "10.0.0.0/8, https://[::ffff:10.1.2.3]/, true",
    "10.0.0.0/8, https://11.1.2.3/, false",
    "10.0.0.0/8, https://ten.example/, false",
    "fd00::/8, https://[fd00::1]:5000/, true",
    "fd00::1, https://[fd00::1]/, true",
    "[fd00::1], https://[FD00:0::1]/, true",
    "[fd00::1]:5000, https://[fd00::1]:5000/, true",
    "[fd00::1]:5000, https://[fd00::1]/, false",
    "'10.0.0.0/99,ghcr.io', https://ghcr.io/, true",
    "'a b:c:d,[x,/,:,.', https://ghcr.io/, false",
    "'', https://localhost/, true",
    "'', http://localhost:5000/, true",
    "'', https://localhost./, true",
    "'', https://127.0.0.1/, true",
    "'', https://127.9.9.9:5000/, true",
    "'', https://[::1]/, true",
    "'', https://[::ffff:127.0.0.1]/, true",
    "'', https://127.1/, true",
    "'', https://localhost.example/, false",
  })
  void leavesOutWhatNoProxyNames(String noProxy, String url, boolean direct) {
    ProxySettings settings = new ProxySettings("p:1", "p:1", noProxy);
    assertThat(settings.proxyFor(Origin.of(URI.create(url))).isEmpty()).isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://ghcr.io/", "http://registry.example/"})
  void proxiesEverythingWithoutNoProxy(String url) {
    ProxySettings settings = new ProxySettings("p:1", "p:1", null);
    assertThat(settings.proxyFor(Origin.of(URI.create(url)))).isPresent();
  }
}
