package io.imagepeek.source.engine;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The operator's settings of container engines; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.engine")
public interface EngineSettings {

  /** The path of the socket of a Docker-compatible engine; none is asked where absent. */
  Optional<String> dockerSocket();

  /** The path of containerd's socket; none is asked where absent. */
  Optional<String> containerdSocket();

  /** The namespace of the images in containerd. */
  String containerdNamespace();

  /** Bytes of an answer that tells of an image or lists names. */
  int answerBytes();
}
