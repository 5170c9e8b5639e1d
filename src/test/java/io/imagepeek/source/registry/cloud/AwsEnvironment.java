package io.imagepeek.source.registry.cloud;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The AWS SDK's own settings while a test runs, as system properties: a role's credentials, an
 * endpoint on the loopback, and no metadata service, which no test may ask.
 */
final class AwsEnvironment implements AutoCloseable {

  static final String ACCESS_KEY_ID = "AKIDOFTHETEST";
  static final String SECRET_ACCESS_KEY = "s3cretAccessK3y";
  static final String SESSION_TOKEN = "s3ssionT0ken";

  private final Map<String, @Nullable String> before = new HashMap<>();

  private AwsEnvironment() {
    set("aws.disableEc2Metadata", "true");
    set("aws.sharedCredentialsFile", "/nonexistent/credentials");
    set("aws.configFile", "/nonexistent/config");
    set("http.nonProxyHosts", "127.*|localhost");
  }

  /** A role whose calls to ECR go to this URL. */
  static AwsEnvironment role(String ecr) {
    AwsEnvironment environment = new AwsEnvironment();
    environment.set("aws.endpointUrlEcr", ecr);
    environment.set("aws.accessKeyId", ACCESS_KEY_ID);
    environment.set("aws.secretAccessKey", SECRET_ACCESS_KEY);
    environment.set("aws.sessionToken", SESSION_TOKEN);
    return environment;
  }

  private void set(String name, String value) {
    before.put(name, System.setProperty(name, value));
  }

  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
