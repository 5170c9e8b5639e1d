package io.imagepeek.source.registry.mirror;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operator's {@code registries.conf}, version 2 (containers-registries.conf(5)): which images
 * are to be read from elsewhere, and which not at all. Of the tables {@code [[registry]]} the one
 * with the longest prefix counts; its mirrors come first, in their order, and the location itself
 * comes last.
 *
 * <p>What differs from the container tools, which share the file:
 *
 * <ul>
 *   <li>{@code insecure} means plain HTTP. A certificate that cannot be verified is never accepted.
 *   <li>Short names are always Docker Hub's: {@code unqualified-search-registries}, {@code
 *       short-name-mode} and {@code [aliases]} are accepted and not used, nor is {@code
 *       credential-helpers}.
 *   <li>What would have no effect there, or one that depends on the order, is an error here: two
 *       tables of one prefix, a host that no name can have, a wildcard within a prefix. Version 1
 *       of the format is one, too.
 *   <li>A prefix with a tag or digest works as the manual says; hosts are compared without regard
 *       to case; {@code registry-1.docker.io} is {@code docker.io}.
 *   <li>{@code example.com} is not {@code example.com:5000}, except that a block is one of all the
 *       host's ports, and a block counts wherever the images are located.
 *   <li>Of prefixes as long as each other, a host comes before a wildcard.
 * </ul>
 *
 * <p>As there, {@code blocked} keeps the mirrors of its table: the image may be read from those
 * only. Keys are found in upper or lower case, and unknown ones are left alone. Directories of
 * further files are not read.
 */
public final class RegistriesConf {

  /** A longer file is an error, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** More tables, those of mirrors included, are an error. */
  public static final int MAX_TABLES = 2_000;

  // The longest prefix first; of two as long the one of a single host.
  private static final Comparator<RegistryTable> ORDER =
      Comparator.<RegistryTable>comparingInt(table -> -table.prefix().length())
          .thenComparing(table -> table.prefix().below());

  private static final RegistriesConf NONE = new RegistriesConf(List.of(), Set.of());

  private final List<RegistryTable> tables;
  private final Set<String> unknownKeys;

  RegistriesConf(List<RegistryTable> tables, Set<String> unknownKeys) {
    this.tables = tables.stream().sorted(ORDER).toList();
    this.unknownKeys = Set.copyOf(unknownKeys);
  }

  /** Every image is where its name says. */
  public static RegistriesConf none() {
    return NONE;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the file and what is wrong in it, down to the field
   */
  public static RegistriesConf read(Path file) {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": the file cannot be read: " + e, e);
    }
    return parse(file.toString(), content);
  }

  /**
   * Reads a file's content.
   *
   * @param file what errors call it
   * @param content TOML 1.0 in UTF-8
   * @throws IllegalArgumentException naming the file and what is wrong in it, down to the field
   */
  public static RegistriesConf parse(String file, byte[] content) {
    if (content.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s: the file has more than %d bytes".formatted(file, MAX_BYTES));
    }
    return new ConfReader(file).read(content);
  }

  /**
   * Where an image is to be read, in the order of trying; at least one place. Without a table for
   * it, that is the reference itself.
   *
   * @throws InvalidInspectParameters if the operator blocks all there are, or a location makes no
   *     valid name of it
   */
  public List<Endpoint> endpoints(ImageReference reference) {
    List<Endpoint> allowed =
        tables.stream()
            .filter(table -> table.prefix().matches(reference))
            .findFirst()
            .map(table -> table.endpoints(reference))
            .orElseGet(() -> List.of(new Endpoint(reference, false, false)))
            .stream()
            .filter(endpoint -> !blocks(endpoint.reference()))
            .toList();
    if (allowed.isEmpty()) {
      throw new InvalidInspectParameters(
          "imageName: the operator blocks the registry %s for this image (registries.conf)"
              .formatted(reference.host()));
    }
    return allowed;
  }

  private boolean blocks(ImageReference reference) {
    return tables.stream()
        .filter(
            table ->
                table.blocked()
                    ? table.prefix().blocks(reference)
                    : table.prefix().matches(reference))
        .findFirst()
        .map(RegistryTable::blocked)
        .orElse(false);
  }

  /**
   * The hosts, {@code host[:port]}, of all insecure locations. Those that a wildcard stands for are
   * known from {@link Endpoint#insecure()} only, as is any port that such a location takes over.
   */
  public Set<String> insecureHosts() {
    Set<String> hosts = new TreeSet<>();
    for (RegistryTable table : tables) {
      NamePart location = table.location();
      if (table.insecure() && location != null && !table.blocked()) {
        hosts.add(location.host());
      }
      table.mirrors().stream()
          .filter(RegistryTable.Mirror::insecure)
          .forEach(mirror -> hosts.add(mirror.location().host()));
    }
    return hosts;
  }

  /** The keys that have no meaning here, for a warning to the operator. */
  public Set<String> unknownKeys() {
    return unknownKeys;
  }
}
