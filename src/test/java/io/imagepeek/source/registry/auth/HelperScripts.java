package io.imagepeek.source.registry.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Credential helpers written for a test, as shell scripts in a directory of their own. */
record HelperScripts(Path directory) {

  /** More than any well-behaved script needs, also on a busy machine. */
  static final Duration AMPLE = Duration.ofSeconds(30);

  /** Writes {@code docker-credential-NAME}; {@code $here} is the directory. */
  Path write(String name, String... lines) throws IOException {
    Path script = directory.resolve("docker-credential-" + name);
    Files.writeString(
        script, "#!/bin/sh\nhere='" + directory + "'\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /** A helper that answers, and records what it was asked in {@code NAME.asked}. */
  void answering(String name, String username, String secret) throws IOException {
    write(
        name,
        "{ echo \"$@\"; cat; echo; } >> \"$here/" + name + ".asked\"",
        "echo '{\"ServerURL\":\"any\",\"Username\":\""
            + username
            + "\",\"Secret\":\""
            + secret
            + "\"}'");
  }

  /** A helper that has nothing, and records what it was asked. */
  void empty(String name) throws IOException {
    write(
        name,
        "{ echo \"$@\"; cat; echo; } >> \"$here/" + name + ".asked\"",
        "echo 'credentials not found in native keychain'",
        "exit 1");
  }

  /** What a helper was asked so far, a line of arguments and a line of input each time. */
  String asked(String name) throws IOException {
    Path record = directory.resolve(name + ".asked");
    return Files.exists(record) ? Files.readString(record).strip() : "";
  }

  CredentialHelper runner(Duration limit) {
    return new CredentialHelper(true, directory.toString(), limit);
  }

  CredentialHelper runner() {
    return runner(AMPLE);
  }
}
