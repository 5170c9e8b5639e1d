package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.testing.ServerIdentity;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Signs the bearer tokens that distribution accepts: JWT, ES256, the certificate in {@code x5c}.
 */
final class RegistryToken {

  static final String ISSUER = "imagepeek test token service";
  static final String SERVICE = "imagepeek test registry";
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final ObjectMapper json = new ObjectMapper();

  /** Signs with the key of this identity, whose authority the registry has to trust. */
  RegistryToken(ServerIdentity signer) {
    certificate = TestTls.certificate(signer.certPem());
    key = TestTls.privateKey(signer.keyPem());
  }

  /** What a token allows, as its {@code access} claim says it. */
  record Access(String type, String name, List<String> actions) {

    /** Reads {@code TYPE:NAME:ACTION,ACTION}; the name itself may contain colons. */
    static Access parse(String scope) {
      int first = scope.indexOf(':');
      int last = scope.lastIndexOf(':');
      if (first < 0 || first == last) {
        throw new IllegalArgumentException("not a scope: " + scope);
      }
      return new Access(
          scope.substring(0, first),
          scope.substring(first + 1, last),
          List.of(scope.substring(last + 1).split(",", -1)));
    }
  }

  /** A token that is valid now, for this account and access. */
  String sign(String account, List<Access> access) {
    Instant now = Instant.now();
    try {
      List<String> chain = List.of(Base64.getEncoder().encodeToString(certificate.getEncoded()));
      Map<String, Object> header = new LinkedHashMap<>();
      header.put("typ", "JWT");
      header.put("alg", "ES256");
      header.put("x5c", chain);
      Map<String, Object> claims = new LinkedHashMap<>();
      claims.put("iss", ISSUER);
      claims.put("sub", account);
      claims.put("aud", SERVICE);
      claims.put("exp", now.plus(LIFETIME).getEpochSecond());
      claims.put("nbf", now.minusSeconds(10).getEpochSecond());
      claims.put("iat", now.getEpochSecond());
      claims.put("jti", UUID.randomUUID().toString());
      claims.put("access", access);
      String payload = encode(header) + "." + encode(claims);
      // JWS wants the two numbers side by side (RFC 7518, section 3.4), not in DER.
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(payload.getBytes(UTF_8));
      return payload + "." + base64Url(signature.sign());
    } catch (GeneralSecurityException | JsonProcessingException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  private String encode(Map<String, Object> part) throws JsonProcessingException {
    return base64Url(json.writeValueAsBytes(part));
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
