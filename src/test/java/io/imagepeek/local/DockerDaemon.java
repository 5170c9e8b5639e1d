package io.imagepeek.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The {@code dockerd} executable, without networks, with the containerd that it starts itself. */
public final class DockerDaemon extends DockerEngine {

  @Override
  List<String> command(Path directory, Path socket) {
    return List.of(
        "dockerd",
        "--iptables=false",
        "--ip6tables=false",
        "--bridge=none",
        "--storage-driver=vfs",
        "--data-root=" + directory.resolve("data"),
        "--exec-root=" + directory.resolve("exec"),
        "--pidfile=" + directory.resolve("pid"),
        "--host=unix://" + socket);
  }

  /** Registries on 127.0.0.0/8 need no TLS. */
  @Override
  DockerApi.Answer pull(String registry, String image) throws IOException {
    return api().post("/images/create?fromImage=" + registry + "/" + image);
  }
}
