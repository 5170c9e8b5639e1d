package io.imagepeek.image;

import static io.imagepeek.image.Schema.STRINGS;
import static io.imagepeek.image.Schema.STRING_MAP;
import static io.imagepeek.image.Schema.Scalar.BOOLEAN;
import static io.imagepeek.image.Schema.Scalar.INTEGER;
import static io.imagepeek.image.Schema.Scalar.STRING;
import static io.imagepeek.image.Schema.Scalar.TIME;

import io.imagepeek.image.Schema.ListOf;
import io.imagepeek.image.Schema.MapOf;
import io.imagepeek.image.Schema.Pointer;
import io.imagepeek.image.Schema.Struct;

/**
 * The schemas of image configurations, one for each view. A schema holds only the fields that its
 * view shows: builders write odd values into other fields, and those must not make the whole
 * configuration unreadable.
 */
final class ConfigSchemas {

  private static final MapOf SET = new MapOf(new Struct());

  private static final Struct SHOWN_OF_CONTAINER =
      new Struct().with("Labels", STRING_MAP).with("Env", STRINGS);

  private static final Struct SHOWN =
      new Struct()
          .with("created", TIME)
          .with("docker_version", STRING)
          .with("architecture", STRING)
          .with("os", STRING);

  /**
   * The OCI image specification's image configuration, section "Properties". {@code docker_version}
   * is not part of it, but builders write it anyway.
   */
  static final Struct OCI_IMAGE = SHOWN.with("config", SHOWN_OF_CONTAINER);

  /**
   * Docker's image configuration, of the image manifest version 2 schema 2, and its image JSON of
   * version 1, as schema 1 carries it.
   */
  static final Struct DOCKER_IMAGE = SHOWN.with("config", new Pointer(SHOWN_OF_CONTAINER));

  /** The platform of an image. */
  static final Struct PLATFORM =
      new Struct()
          .with("architecture", STRING)
          .with("os", STRING)
          .with("os.version", STRING)
          .with("variant", STRING);

  /** The digests of the unpacked layers. */
  static final Struct DIFF_IDS =
      new Struct().with("rootfs", new Pointer(new Struct().with("diff_ids", STRINGS)));

  private static final Struct HEALTHCHECK =
      new Struct()
          .with("Test", STRINGS)
          .with("Interval", INTEGER)
          .with("Timeout", INTEGER)
          .with("StartPeriod", INTEGER)
          .with("StartInterval", INTEGER)
          .with("Retries", INTEGER);

  private static final Struct CONTAINER_CONFIG =
      new Struct()
          .with("User", STRING)
          .with("ExposedPorts", SET)
          .with("Env", STRINGS)
          .with("Entrypoint", STRINGS)
          .with("Cmd", STRINGS)
          .with("Volumes", SET)
          .with("WorkingDir", STRING)
          .with("Labels", STRING_MAP)
          .with("StopSignal", STRING)
          .with("ArgsEscaped", BOOLEAN)
          .with("Healthcheck", new Pointer(HEALTHCHECK))
          .with("OnBuild", STRINGS)
          .with("Shell", STRINGS);

  /**
   * The fields that engines read from both formats: OCI's, and those of Docker's that still have an
   * effect.
   */
  static final Struct ENGINE_IMAGE =
      PLATFORM
          .with("created", TIME)
          .with("author", STRING)
          .with("config", CONTAINER_CONFIG)
          .with("rootfs", new Struct().with("type", STRING).with("diff_ids", STRINGS))
          .with("history", new ListOf(new Struct().with("comment", STRING)));

  private ConfigSchemas() {}
}
