package io.imagepeek.source.registry.cloud;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.GeneratedPartitionMetadataProvider;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;

/**
 * The domains of AWS's partitions, from the AWS SDK's own table. A region that matches no partition
 * belongs to the commercial one, as in the SDK.
 *
 * <p>Only the table is read. The SDK's own look-up caches each region for ever, and callers choose
 * the regions. This class loads classes of the SDK: refer to it from within a lambda only.
 */
public final class AwsPartitions {

  /** The partitions of the table, which has no list of them. */
  static final List<String> IDS =
      List.of(
          "aws",
          "aws-cn",
          "aws-eusc",
          "aws-iso",
          "aws-iso-b",
          "aws-iso-e",
          "aws-iso-f",
          "aws-us-gov");

  private static final Pattern REGION =
      Pattern.compile("[a-z]{2,4}(?:-[a-z]{1,16}){1,3}-[0-9]{1,2}");

  /** A registry's domain is that of the API in the table, with another first label. */
  private static final Pattern API = Pattern.compile("^api\\.");

  private AwsPartitions() {}

  /**
   * The domain of a region.
   *
   * @param region in lower case
   * @return empty if it does not have the form of a region
   */
  public static Optional<String> domain(String region) {
    return partition(region).map(PartitionMetadata::dnsSuffix);
  }

  /**
   * The domain of a region's registries in their names for IPv4 and IPv6, for instance {@code
   * on.aws}.
   *
   * @param region in lower case
   * @return empty if it does not have the form of a region
   */
  static Optional<String> dualStackDomain(String region) {
    PartitionEndpointKey dualStack =
        PartitionEndpointKey.builder().tags(EndpointTag.DUALSTACK).build();
    return partition(region)
        .map(partition -> API.matcher(partition.dnsSuffix(dualStack)).replaceFirst("on."));
  }

  private static Optional<PartitionMetadata> partition(String region) {
    if (!REGION.matcher(region).matches()) {
      return Optional.empty();
    }
    GeneratedPartitionMetadataProvider table = new GeneratedPartitionMetadataProvider();
    return Optional.of(
        IDS.stream()
            .map(table::partitionMetadata)
            .filter(partition -> region.matches(partition.regionRegex()))
            .findFirst()
            .orElseGet(() -> table.partitionMetadata(IDS.get(0))));
  }
}
