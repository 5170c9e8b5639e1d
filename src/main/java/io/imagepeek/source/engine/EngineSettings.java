package io.imagepeek.source.engine;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of container engines. Their defaults are in microprofile-config.properties. */
@ConfigMapping(prefix = "imagepeek.engine")
public interface EngineSettings {

  /**
   * The path of the socket of Docker, or of podman's service. Without it, these engines are not
   * available.
   */
  Optional<String> dockerSocket();

  /** The path of containerd's socket. Without it, containerd is not available. */
  Optional<String> containerdSocket();

  /** The containerd namespace of the images. */
  String containerdNamespace();

  /** The maximum size of one response of an engine, in bytes. */
  int answerBytes();
}
