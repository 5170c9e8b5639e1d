package io.imagepeek.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.openapi.DescribedClient;
import io.imagepeek.testing.ForwardProxy;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestAuthority;
import io.imagepeek.testing.TestImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry of Amazon ECR is asked by the function's role, behind a proxy and TLS; and the AWS SDK
 * costs a jar nothing before that.
 */
class CloudIdentityIT {

  private static final String ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  private static final String SDK = "software.amazon.awssdk";
  private static final String PASSWORD = "ecr-t0ken";

  @TempDir Path directory;

  @Test
  void theFirstRegistryOfEcrIsAskedByTheRoleAndLoadsTheSdk() throws Exception {
    LoadedClasses classes = new LoadedClasses(directory.resolve("classes.log"));
    TestAuthority authority = TestAuthority.create(directory.resolve("ca"));
    try (ScriptedRegistry other = ScriptedRegistry.start();
        ScriptedRegistry api = ScriptedRegistry.start();
        ScriptedRegistry ecr =
            ScriptedRegistry.start(authority.issue("registry", List.of("dns:" + ECR)));
        ForwardProxy proxy = ForwardProxy.start().route(ECR + ":443", ecr.port())) {
      other.requireBasic("AWS", PASSWORD);
      other.image("app", "1");
      TestImage image = ecr.image("app", "1");
      ecr.requireBasic("AWS", PASSWORD);
      api.on("POST", "/").respond(token());
      Map<String, String> settings = new TreeMap<>();
      settings.put("imagepeek.network.allow", "127.0.0.0/8");
      settings.put("imagepeek.registry.insecure", other.authority());
      settings.put("imagepeek.proxy.https", "http://127.0.0.1:" + proxy.port());
      settings.put("imagepeek.registry.tls-configuration-name", "imagepeek");
      settings.put("quarkus.tls.imagepeek.trust-store.pem.certs", authority.caPem().toString());
      settings.put("aws.endpointUrlEcr", "http://" + api.authority());
      settings.put("aws.accessKeyId", "AKIDOFTHETEST");
      settings.put("aws.secretAccessKey", "s3cret");
      settings.put("aws.disableEc2Metadata", "true");
      try (RunningArtifact jar = RunningArtifact.start(settings, classes.jvmOptions())) {
        // Credentials are looked for, the clouds' identities too, and none are found.
        assertThat(inspect(jar, other.authority() + "/app:1"))
            .contains("RegistryAuthenticationFailure");
        classes.assertLoaded(List.of("EcrIdentity"));
        classes.assertNotLoaded(List.of(SDK));

        assertThat(inspect(jar, ECR + "/app:1")).contains(image.digest());
        classes.assertLoaded(List.of(SDK));
        assertThat(other.recorded())
            .hasSize(1)
            .allSatisfy(request -> assertThat(request.authorization()).isNull());
      }
    }
  }

  /** The SDK's own words may name the role: only ours are answered. */
  @Test
  void withoutARoleThereIsNoToken() throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("imagepeek.network.allow", "127.0.0.0/8");
    settings.put("aws.disableEc2Metadata", "true");
    settings.put("aws.sharedCredentialsFile", directory.resolve("none").toString());
    settings.put("aws.configFile", directory.resolve("none").toString());
    TestAuthority authority = TestAuthority.create(directory.resolve("ca"));
    try (ScriptedRegistry ecr =
            ScriptedRegistry.start(authority.issue("registry", List.of("dns:" + ECR)));
        ForwardProxy proxy = ForwardProxy.start().route(ECR + ":443", ecr.port())) {
      ecr.requireBasic("AWS", PASSWORD);
      settings.put("imagepeek.proxy.https", "http://127.0.0.1:" + proxy.port());
      settings.put("imagepeek.registry.tls-configuration-name", "imagepeek");
      settings.put("quarkus.tls.imagepeek.trust-store.pem.certs", authority.caPem().toString());
      try (RunningArtifact application = RunningArtifact.start(settings)) {
        assertThat(inspect(application, ECR + "/app:1"))
            .contains("RegistryAuthenticationFailure")
            .contains("Amazon ECR gave no token: no AWS credentials were found");
      }
    }
  }

  private static Reply.Answer token() {
    String token = Base64.getEncoder().encodeToString(("AWS:" + PASSWORD).getBytes(UTF_8));
    return Reply.json(
        200,
        "{\"authorizationData\":[{\"authorizationToken\":\"%s\",\"expiresAt\":%d}]}"
            .formatted(token, Instant.now().plusSeconds(3600).getEpochSecond()));
  }

  private static String inspect(RunningArtifact jar, String image) throws Exception {
    return DescribedClient.of(HttpClient.Version.HTTP_1_1)
        .send(HttpRequest.newBuilder(jar.at("/inspect?imageName=" + image)).build())
        .body();
  }
}
