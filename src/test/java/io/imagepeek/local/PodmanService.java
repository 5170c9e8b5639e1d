package io.imagepeek.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The service of the {@code podman} executable. */
public final class PodmanService extends DockerEngine {

  @Override
  List<String> command(Path directory, Path socket) {
    return List.of(
        "podman",
        "--root=" + directory.resolve("root"),
        "--runroot=" + directory.resolve("run"),
        "--tmpdir=" + directory.resolve("tmp"),
        "--storage-driver=vfs",
        "system",
        "service",
        "--time=0",
        "unix://" + socket);
  }

  /** Docker's own call takes no word on TLS here. */
  @Override
  DockerApi.Answer pull(String registry, String image) throws IOException {
    return api()
        .post("/v4.0.0/libpod/images/pull?tlsVerify=false&reference=" + registry + "/" + image);
  }
}
