package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Relay;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are dialled, and that it is those that were checked. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class AddressTest extends ProtocolTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.169.254:80",
        "169.254.1.1",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "0.0.0.0:5000",
        "255.255.255.255:5000",
        "224.0.0.1",
        "[fe80::1]",
        "[::]:5000",
        "[fd00:ec2::254]",
        "[::ffff:a9fe:a9fe]",
        "[::a9fe:a9fe]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "evil.test",
        "evil.test:8443",
      })
  void neverConnectedTo(String host) {
    names.put("evil.test", "169.254.169.254", "fd00:ec2::254");

    Inspection.of(host + "/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure")
        .mentioning("never connected to");

    assertThat(log.lines("requests=0")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2852039166:443", "0xA9FEA9FE:443", "0251.0376.0251.0376", "169.16689662"})
  void metadataAddressInOtherNotations(String host) {
    // What a system's resolver makes of these differs; none may lead to a connection.
    Inspection.of(host + "/some/app:v1").send().failed("RegistryConnectionFailure");

    assertThat(log.lines("requests=0")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,private",
    "192.168.1.1:5000,private",
    "172.16.0.1,private",
    "100.64.0.1,shared",
    "[fc00::1],unique local",
    "[::ffff:a00:1],private",
    "private.test,private",
  })
  void privateOnesOnlyWhereListed(String host, String kind) {
    names.put("private.test", "10.9.8.7");

    Inspection.of(host + "/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure")
        .mentioning(kind, "the operator can allow it with imagepeek.network.allow");

    assertThat(log.lines("requests=0")).hasSize(1);
  }

  @Test
  void refusedAddressesAreLeftOut() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    names.put("registry.test", "169.254.169.254", "10.0.0.1", "127.0.0.1", "fe80::1");

    Inspection.of("registry.test:" + registry.port() + "/some/app:v1").send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded())
        .extracting(RecordedRequest::authority)
        .containsOnly("registry.test:" + registry.port());
    assertThat(log.lines("outcome=inspected")).singleElement().asString().contains("requests=2");
  }

  @Test
  void nextAddressIsTriedWhereOneDoesNotAnswer() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    names.put("registry.test", "127.0.0.77", "127.0.0.1");

    Inspection.of("registry.test:" + registry.port() + "/some/app:v1").send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
  }

  @Test
  void nameThatChangesItsMind() {
    ScriptedRegistry registry = secure();
    image(registry);
    names.put("registry.test", "127.0.0.1");
    names.put("registry.test", "169.254.169.254");

    Inspection.of("registry.test:" + registry.port() + "/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure")
        .mentioning("never connected to");

    registry.assertRequests("GET " + MANIFEST);
    // One question for each request: what was checked is what was dialled.
    assertThat(names.asked()).containsExactly("registry.test", "registry.test");
  }

  @Test
  void nameThatIsNotThere() {
    Inspection.of("absent.test/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure")
        .saying("DNS: no address found for absent.test");

    assertThat(names.asked()).containsExactly("absent.test");
    assertThat(log.lines("requests=0")).hasSize(1);
  }

  @Test
  void addressOfVersionSix() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    try (Relay relay = Relay.listening("::1", registry.port())) {
      String authority = "[::1]:" + relay.port();

      Inspection.of(authority + "/some/app:v1").send().inspected(image);

      registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
      assertThat(registry.recorded())
          .extracting(RecordedRequest::authority)
          .containsOnly(authority);
    }
  }

  @Test
  void registryThatIsNotListedIsSpokenToInTls() {
    try (ScriptedRegistry unlisted = ScriptedRegistry.start()) {
      app(unlisted)
          .send()
          .failed("RegistryConnectionFailure")
          .mentioning(
              "TLS handshake with " + unlisted.authority() + " failed",
              "imagepeek.registry.insecure");

      unlisted.assertRequests();
      assertThat(unlisted.connections()).isEqualTo(3);
    }
  }

  @Test
  void listIsOfHostAndPort() {
    ScriptedRegistry listed = plain();
    image(listed);

    // The same server by a name that is not listed: localhost.
    Inspection.of("localhost:" + listed.port() + "/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure");

    assertThat(listed.requests()).isEqualTo(Collections.emptyList());
  }
}
