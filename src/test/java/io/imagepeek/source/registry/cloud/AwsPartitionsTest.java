package io.imagepeek.source.registry.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** The domains of AWS's regions are those that the AWS SDK knows. */
class AwsPartitionsTest {

  /** A partition that a new release of the SDK brings has to be added. */
  @Test
  void everyPartitionOfTheSdkIsThere() {
    Set<String> known =
        Region.regions().stream()
            .map(region -> PartitionMetadata.of(region).id())
            .collect(Collectors.toSet());

    assertThat(AwsPartitions.IDS).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyRegionOfTheSdkHasItsDomain() {
    List<Region> regions =
        Region.regions().stream().filter(region -> !region.isGlobalRegion()).toList();

    assertThat(regions)
        .hasSizeGreaterThan(30)
        .allSatisfy(
            region ->
                assertThat(AwsPartitions.domain(region.id()))
                    .contains(PartitionMetadata.of(region).dnsSuffix()));
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, amazonaws.com, on.aws",
    "xx-north-9, amazonaws.com, on.aws",
    "us-gov-west-1, amazonaws.com, on.aws",
    "cn-north-1, amazonaws.com.cn, on.amazonwebservices.com.cn",
    "eusc-de-east-1, amazonaws.eu, on.amazonwebservices.eu",
    "us-iso-east-1, c2s.ic.gov, on.aws.ic.gov",
    "us-isob-east-1, sc2s.sgov.gov, on.aws.scloud",
  })
  void domains(String region, String domain, String dualStack) {
    assertThat(AwsPartitions.domain(region)).contains(domain);
    assertThat(AwsPartitions.dualStackDomain(region)).contains(dualStack);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "europe",
        "aws-global",
        "eu-west",
        "eu-west-1a",
        "EU-WEST-1",
        "eu_west_1",
        "eu-west-1.attacker.example",
        "eu-west-1/x",
        "eu-west-1\n",
        "eu-\u0131nd-1",
      })
  void whatIsNoRegionHasNone(String region) {
    assertThat(AwsPartitions.domain(region)).isEmpty();
    assertThat(AwsPartitions.dualStackDomain(region)).isEmpty();
  }
}
