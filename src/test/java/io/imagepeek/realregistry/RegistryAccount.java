package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** The only account that the registries with authentication know. */
final class RegistryAccount {

  static final String USERNAME = "peeker";
  static final String PASSWORD = "päss:word with space";
  static final String IDENTITY_TOKEN = "identity+token/of=peeker";

  private RegistryAccount() {}

  /** The value of {@code Authorization} in the Basic scheme. */
  static String basic() {
    byte[] pair = (USERNAME + ":" + PASSWORD).getBytes(UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
