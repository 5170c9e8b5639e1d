package io.imagepeek.sample;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of the sample registry. Only dev mode uses them. */
@ConfigMapping(prefix = "imagepeek.sample")
interface SampleSettings {

  /**
   * The port of the sample registry on loopback. Default: 0, because there is no sample registry
   * outside dev mode.
   */
  @WithDefault("0")
  int port();
}
