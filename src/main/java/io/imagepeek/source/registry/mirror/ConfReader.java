package io.imagepeek.source.registry.mirror;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.toml.TomlReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and checks one {@code registries.conf}. */
final class ConfReader {

  private static final int MAX_DEPTH = 16;

  private static final String REGISTRY = "registry";
  private static final String MIRROR = "mirror";
  private static final String PREFIX = "prefix";
  private static final String LOCATION = "location";
  private static final String INSECURE = "insecure";
  private static final String BLOCKED = "blocked";
  private static final String BY_DIGEST_ONLY = "mirror-by-digest-only";
  private static final String PULL = "pull-from-mirror";
  private static final String VERSION_1 = "registries";

  private static final Set<String> KEYS =
      Set.of(
          REGISTRY,
          VERSION_1,
          "unqualified-search-registries",
          "short-name-mode",
          "credential-helpers",
          "aliases",
          "additional-layer-store-auth-helper");
  private static final Set<String> REGISTRY_KEYS =
      Set.of(PREFIX, LOCATION, INSECURE, BLOCKED, BY_DIGEST_ONLY, MIRROR);
  private static final Set<String> MIRROR_KEYS = Set.of(LOCATION, INSECURE, PULL);

  private static final Map<String, MirrorUse> USES =
      Map.of(
          "all", MirrorUse.ALL,
          "digest-only", MirrorUse.DIGEST_ONLY,
          "tag-only", MirrorUse.TAG_ONLY);

  private static final TomlMapper TOML =
      new TomlMapper(
          TomlFactory.builder()
              // A date is then no string.
              .enable(TomlReadFeature.PARSE_JAVA_TIME)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(RegistriesConf.MAX_BYTES)
                      .build())
              .build());

  private final String file;
  private final Set<String> unknownKeys = new TreeSet<>();
  private int tables;

  ConfReader(String file) {
    this.file = file;
  }

  RegistriesConf read(byte[] content) {
    ConfTable top = new ConfTable(file, tree(content));
    if (!top.membersOfTables(VERSION_1).isEmpty()) {
      throw top.error(
          VERSION_1, "is the format's version 1, which is not read; write [[registry]] tables");
    }
    note("", top.keysBeside(KEYS));
    List<RegistryTable> registries = new ArrayList<>();
    Map<Prefix, RegistryTable> byPrefix = new HashMap<>();
    Map<NamePart, RegistryTable> byLocation = new HashMap<>();
    for (ConfTable table : counted(top.tables(REGISTRY, "[[registry]]"))) {
      RegistryTable registry = registry(table);
      if (byPrefix.put(registry.prefix(), registry) != null) {
        throw table.error(PREFIX, "an earlier table has \"" + registry.prefix() + "\" too");
      }
      requireAgreement(table, registry, byLocation);
      registries.add(registry);
    }
    return new RegistriesConf(registries, unknownKeys);
  }

  private JsonNode tree(byte[] content) {
    try {
      return TOML.readTree(content);
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "%s: not TOML%s: %s"
              .formatted(
                  file,
                  at == null
                      ? ""
                      : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()),
                  e.getOriginalMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      // The library lets dates that are none fail as they do in the JDK.
      throw new IllegalArgumentException("%s: not TOML: %s".formatted(file, e.getMessage()), e);
    }
  }

  private List<ConfTable> counted(List<ConfTable> found) {
    tables += found.size();
    if (tables > RegistriesConf.MAX_TABLES) {
      throw new IllegalArgumentException(
          "%s: the file has more than %d tables".formatted(file, RegistriesConf.MAX_TABLES));
    }
    return found;
  }

  private void note(String before, List<String> keys) {
    keys.forEach(key -> unknownKeys.add(before + key));
  }

  private RegistryTable registry(ConfTable table) {
    note("registry.", table.keysBeside(REGISTRY_KEYS));
    if (table.text(PULL).isPresent()) {
      throw table.error(PULL, "belongs to mirrors");
    }
    Optional<NamePart> location = table.name(LOCATION, NamePart::parse);
    Optional<Prefix> given = table.name(PREFIX, Prefix::parse);
    if (location.isEmpty() && !given.map(Prefix::below).orElse(false)) {
      throw table.error(LOCATION, "is missing; only with a prefix such as *.example.com it may be");
    }
    Prefix prefix = given.orElseGet(() -> new Prefix(location.orElseThrow(), false));
    location.ifPresent(place -> requireSameEnd(table, prefix, place));
    boolean byDigestOnly = table.flag(BY_DIGEST_ONLY);
    List<RegistryTable.Mirror> mirrors = new ArrayList<>();
    for (ConfTable mirror : counted(table.tables(MIRROR, "[[registry.mirror]]"))) {
      mirrors.add(mirror(mirror, prefix, byDigestOnly));
    }
    return new RegistryTable(
        prefix, orNull(location), table.flag(INSECURE), table.flag(BLOCKED), mirrors);
  }

  private static @Nullable NamePart orNull(Optional<NamePart> location) {
    return location.isPresent() ? location.get() : null;
  }

  private RegistryTable.Mirror mirror(ConfTable table, Prefix prefix, boolean byDigestOnly) {
    note("registry.mirror.", table.keysBeside(MIRROR_KEYS));
    NamePart location =
        table
            .name(LOCATION, NamePart::parse)
            .orElseThrow(() -> table.error(LOCATION, "is missing"));
    requireSameEnd(table, prefix, location);
    Optional<String> use = table.text(PULL);
    if (byDigestOnly && use.isPresent()) {
      throw table.error(PULL, "cannot stand beside the registry's " + BY_DIGEST_ONLY);
    }
    MirrorUse written = USES.get(use.orElse("all"));
    if (written == null) {
      throw table.error(
          PULL, "\"%s\" is not one of all, digest-only, tag-only".formatted(use.get()));
    }
    return new RegistryTable.Mirror(
        location, table.flag(INSECURE), byDigestOnly ? MirrorUse.DIGEST_ONLY : written);
  }

  /** Tags and digests stay what they are wherever an image is read. */
  private static void requireSameEnd(ConfTable table, Prefix prefix, NamePart location) {
    NamePart from = prefix.part();
    boolean same =
        !location.whole()
            || (Objects.equals(from.tag(), location.tag())
                && Objects.equals(from.digest(), location.digest()));
    if (!same) {
      throw table.error(
          LOCATION, "\"%s\" has another tag or digest than the prefix".formatted(location));
    }
  }

  /** As in the container tools: of one location there is one truth. */
  private static void requireAgreement(
      ConfTable table, RegistryTable registry, Map<NamePart, RegistryTable> byLocation) {
    NamePart location = registry.location();
    RegistryTable earlier = location == null ? null : byLocation.putIfAbsent(location, registry);
    if (earlier == null) {
      return;
    }
    if (earlier.insecure() != registry.insecure()) {
      throw table.error(INSECURE, "an earlier table says otherwise of \"" + location + "\"");
    }
    if (earlier.blocked() != registry.blocked()) {
      throw table.error(BLOCKED, "an earlier table says otherwise of \"" + location + "\"");
    }
  }
}
