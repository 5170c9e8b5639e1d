package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an image configuration that a container engine shows. Absent strings are {@code
 * ""}.
 *
 * @param created RFC 3339, in the form of the output
 * @param dockerVersion the Docker version that built it, where the engine reports one
 * @param comment the comment of the last history entry
 * @param config the container configuration, in the order that engines print it
 * @param rootFsType {@code layers}
 * @param diffIds the digests of the unpacked layers, base first
 */
public record EngineConfig(
    String created,
    String dockerVersion,
    String author,
    String comment,
    Map<String, @Nullable Object> config,
    String architecture,
    String variant,
    String os,
    String osVersion,
    String rootFsType,
    List<String> diffIds) {

  private static final List<String> HEALTHCHECK_NUMBERS =
      List.of("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries");

  /** The value for an unreadable configuration: every field is empty. */
  public static final EngineConfig UNKNOWN = of(new GoJsonObject());

  public EngineConfig {
    diffIds = List.copyOf(diffIds);
  }

  /**
   * Reads a configuration as engines do. A malformed configuration, or that of an artifact, gives
   * {@link #UNKNOWN} instead of a failure. Fields that are not shown may have any value.
   *
   * @param maxDepth the limit for the nesting depth of its JSON
   */
  public static EngineConfig parse(byte[] body, int maxDepth) {
    return parse(body, ConfigSchemas.ENGINE_IMAGE, maxDepth);
  }

  /** As {@link #parse(byte[], int)}, but reads only the platform. */
  public static EngineConfig parsePlatform(byte[] body, int maxDepth) {
    return parse(body, ConfigSchemas.PLATFORM, maxDepth);
  }

  private static EngineConfig parse(byte[] body, Schema.Struct schema, int maxDepth) {
    try {
      return of(GoJson.read(body, schema, ImageConfig.WHAT, maxDepth));
    } catch (InspectImageFailure unreadable) {
      return UNKNOWN;
    }
  }

  /** The platform in the configuration. */
  public Platform platform() {
    return new Platform(os, architecture, variant);
  }

  private static EngineConfig of(GoJsonObject image) {
    GoJsonObject rootFs = image.struct("rootfs");
    List<GoJsonObject> history = image.structs("history");
    return new EngineConfig(
        image.text("created"),
        "",
        image.text("author"),
        history.isEmpty() ? "" : history.get(history.size() - 1).text("comment"),
        config(image.struct("config")),
        image.text("architecture"),
        image.text("variant"),
        image.text("os"),
        image.text("os.version"),
        rootFs.text("type"),
        orEmpty(rootFs.texts("diff_ids")));
  }

  /**
   * As engines print it: some fields always, null where empty; the others only where they have a
   * value.
   */
  private static Map<String, @Nullable Object> config(GoJsonObject config) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    put(shown, "ArgsEscaped", config.flag("ArgsEscaped") ? true : null);
    shown.put("Cmd", orNull(config.texts("Cmd")));
    shown.put("Entrypoint", orNull(config.texts("Entrypoint")));
    shown.put("Env", orNull(config.texts("Env")));
    put(shown, "ExposedPorts", set(config, "ExposedPorts"));
    put(shown, "Healthcheck", config.has("Healthcheck") ? healthcheck(config) : null);
    shown.put("Labels", orNull(config.textMap("Labels")));
    shown.put("OnBuild", orNull(config.texts("OnBuild")));
    put(shown, "Shell", orNull(config.texts("Shell")));
    put(shown, "StopSignal", orNull(config.text("StopSignal")));
    shown.put("User", config.text("User"));
    shown.put("Volumes", set(config, "Volumes"));
    shown.put("WorkingDir", config.text("WorkingDir"));
    return Collections.unmodifiableMap(shown);
  }

  private static Map<String, @Nullable Object> healthcheck(GoJsonObject config) {
    GoJsonObject fields = config.struct("Healthcheck");
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    put(shown, "Test", orNull(fields.texts("Test")));
    for (String number : HEALTHCHECK_NUMBERS) {
      put(shown, number, fields.number(number) == 0 ? null : fields.number(number));
    }
    return Collections.unmodifiableMap(shown);
  }

  private static void put(
      Map<String, @Nullable Object> shown, String name, @Nullable Object value) {
    if (value != null) {
      shown.put(name, value);
    }
  }

  /** A set in JSON: an object whose keys are the members. */
  private static @Nullable Object set(GoJsonObject config, String name) {
    List<String> members = config.keys(name);
    Map<String, Object> shown = new LinkedHashMap<>();
    members.forEach(member -> shown.put(member, Map.of()));
    return shown.isEmpty() ? null : Collections.unmodifiableMap(shown);
  }

  private static @Nullable Object orNull(@Nullable List<String> list) {
    return list == null || list.isEmpty() ? null : list;
  }

  private static @Nullable Object orNull(@Nullable Map<String, String> map) {
    return map == null || map.isEmpty() ? null : map;
  }

  private static @Nullable Object orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
