package io.imagepeek.source.engine;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The operator's settings of container engines; application.properties has the defaults. */
@ConfigMapping(prefix = "imagepeek.engine")
public interface EngineSettings {

  /** The path of the socket of a Docker-compatible engine; without it there is none. */
  Optional<String> dockerSocket();

  /** The path of containerd's socket; without it there is none. */
  Optional<String> containerdSocket();

  /** The namespace of containerd that images are in. */
  String containerdNamespace();

  /** Bytes of a response that describes an image or lists names, at most. */
  int answerBytes();
}
