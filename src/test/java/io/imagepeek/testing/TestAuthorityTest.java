package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAuthorityTest {

  private static TestAuthority authority;

  @BeforeAll
  static void create(@TempDir Path dir) {
    authority = TestAuthority.create(dir.resolve("authority"));
  }

  @Test
  void issuesForNamesAndAddresses() throws Exception {
    ServerIdentity identity = authority.issue("here", List.of("dns:localhost", "ip:127.0.0.1"));

    X509Certificate root = certificate(authority.caPem());
    X509Certificate leaf = certificate(identity.certPem());
    leaf.verify(root.getPublicKey());
    leaf.checkValidity();
    assertThat(root.getBasicConstraints()).isNotNegative();
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=here");
    assertThat(leaf.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactlyInAnyOrder("localhost", "127.0.0.1");
  }

  @Test
  void keyBelongsToCertificate() throws Exception {
    ServerIdentity identity = authority.issue("here", List.of());

    byte[] text = "signed".getBytes(US_ASCII);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(privateKey(identity.keyPem()));
    signer.update(text);
    byte[] signature = signer.sign();

    X509Certificate leaf = certificate(identity.certPem());
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(leaf.getPublicKey());
    verifier.update(text);
    assertThat(verifier.verify(signature)).isTrue();
    assertThat(leaf.getSubjectAlternativeNames()).isNull();
  }

  @Test
  void issuesForAnotherTime() throws Exception {
    List<String> names = List.of("dns:localhost");
    X509Certificate past =
        certificate(authority.issue("x", names, TestAuthority.Validity.EXPIRED).certPem());
    X509Certificate future =
        certificate(authority.issue("x", names, TestAuthority.Validity.NOT_YET_VALID).certPem());

    assertThatThrownBy(past::checkValidity).isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(future::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
    assertThatCode(() -> certificate(authority.caPem()).checkValidity()).doesNotThrowAnyException();
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    try (InputStream in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey privateKey(Path pem) throws Exception {
    String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
