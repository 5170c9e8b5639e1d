package io.imagepeek.image;

import static io.imagepeek.image.Shape.STRINGS;
import static io.imagepeek.image.Shape.STRING_MAP;
import static io.imagepeek.image.Shape.Scalar.BOOLEAN;
import static io.imagepeek.image.Shape.Scalar.INTEGER;
import static io.imagepeek.image.Shape.Scalar.STRING;
import static io.imagepeek.image.Shape.Scalar.TIME;

import io.imagepeek.image.Shape.ListOf;
import io.imagepeek.image.Shape.MapOf;
import io.imagepeek.image.Shape.Pointer;
import io.imagepeek.image.Shape.Struct;

/**
 * What image configurations look like. The tables hold more than an inspection shows: a field of a
 * wrong type makes the peers refuse the image, whatever the field is.
 */
final class ConfigShapes {

  private static final MapOf SET = new MapOf(new Struct());

  private static final Struct ROOT_FS = new Struct().with("type", STRING).with("diff_ids", STRINGS);

  private static final ListOf HISTORY =
      new ListOf(
          new Struct()
              .with("created", TIME)
              .with("created_by", STRING)
              .with("author", STRING)
              .with("comment", STRING)
              .with("empty_layer", BOOLEAN));

  private static final Struct OCI_CONTAINER_CONFIG =
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
          .with("ArgsEscaped", BOOLEAN);

  /** The OCI image specification's image configuration, section "Properties". */
  static final Struct OCI_IMAGE =
      new Struct()
          .with("created", TIME)
          .with("author", STRING)
          .with("architecture", STRING)
          .with("os", STRING)
          .with("os.version", STRING)
          .with("os.features", STRINGS)
          .with("variant", STRING)
          .with("config", OCI_CONTAINER_CONFIG)
          .with("rootfs", ROOT_FS)
          .with("history", HISTORY);

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
          .with("Hostname", STRING)
          .with("Domainname", STRING)
          .with("User", STRING)
          .with("AttachStdin", BOOLEAN)
          .with("AttachStdout", BOOLEAN)
          .with("AttachStderr", BOOLEAN)
          .with("ExposedPorts", SET)
          .with("Tty", BOOLEAN)
          .with("OpenStdin", BOOLEAN)
          .with("StdinOnce", BOOLEAN)
          .with("Env", STRINGS)
          .with("Cmd", new Shape.Command())
          .with("Healthcheck", new Pointer(HEALTHCHECK))
          .with("ArgsEscaped", BOOLEAN)
          .with("Image", STRING)
          .with("Volumes", SET)
          .with("WorkingDir", STRING)
          .with("Entrypoint", new Shape.Command())
          .with("NetworkDisabled", BOOLEAN)
          .with("MacAddress", STRING)
          .with("OnBuild", STRINGS)
          .with("Labels", STRING_MAP)
          .with("StopSignal", STRING)
          .with("StopTimeout", INTEGER)
          .with("Shell", new Shape.Command());

  /** Docker's image JSON of version 1, as schema 1 carries it; an OCI image must fit it too. */
  static final Struct DOCKER_V1_IMAGE =
      new Struct()
          .with("id", STRING)
          .with("parent", STRING)
          .with("comment", STRING)
          .with("created", TIME)
          .with("container", STRING)
          .with("container_config", CONTAINER_CONFIG)
          .with("docker_version", STRING)
          .with("author", STRING)
          .with("config", new Pointer(CONTAINER_CONFIG))
          .with("architecture", STRING)
          .with("variant", STRING)
          .with("os", STRING)
          .with("size", INTEGER);

  /** Docker's image configuration, the image manifest version 2 schema 2. */
  static final Struct DOCKER_IMAGE =
      DOCKER_V1_IMAGE
          .with("rootfs", new Pointer(ROOT_FS))
          .with("history", HISTORY)
          .with("os.version", STRING)
          .with("os.features", STRINGS);

  /** What engines read of either: OCI's fields and those of Docker's that they still obey. */
  static final Struct ENGINE_IMAGE =
      OCI_IMAGE.with(
          "config",
          OCI_CONTAINER_CONFIG
              .with("Healthcheck", new Pointer(HEALTHCHECK))
              .with("OnBuild", STRINGS)
              .with("Shell", STRINGS));

  private ConfigShapes() {}
}
