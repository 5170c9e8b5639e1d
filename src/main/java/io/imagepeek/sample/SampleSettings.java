package io.imagepeek.sample;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of the sample registry; only dev mode reads them. */
@ConfigMapping(prefix = "imagepeek.sample")
interface SampleSettings {

  /** The port on loopback; 0 outside dev mode, where there is no sample registry. */
  @WithDefault("0")
  int port();
}
