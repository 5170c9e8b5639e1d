package io.imagepeek.source.registry.cloud;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoint of Amazon ECR's API that gives the tokens for a private registry. A token "can be
 * used to access any Amazon ECR registry that your IAM principal has access to" (API reference,
 * GetAuthorizationToken): the account in the registry's name does not matter.
 *
 * @param region the region's name, for instance {@code eu-west-1}
 * @param fips whether the registry was addressed by its FIPS name, so that the API is too
 * @param dualStack whether it was addressed by its IPv4 and IPv6 name, so that the API is too
 */
record EcrApi(String region, boolean fips, boolean dualStack) {

  /**
   * The names of registries as AWS documents them ("Amazon ECR endpoints and quotas", "Making
   * requests to Amazon ECR registries"). They are matched as a whole (CVE-2024-35192). Only ASCII
   * letters match without regard to case. {@link AwsPartitions}, and with it the AWS SDK, is loaded
   * for such names alone.
   */
  private static final Pattern HOST =
      Pattern.compile(
          "[0-9]{12}\\.dkr(?<form>[.-])ecr(?<fips>-fips)?"
              + "\\.(?<region>[a-z0-9-]{1,64})\\.(?<domain>[a-z0-9.-]{1,64})(?::443)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * The API for a registry.
   *
   * @param host the host as in a reference, with a port if it has one
   * @return empty if this is not a private registry of Amazon ECR at the HTTPS port
   */
  static Optional<EcrApi> of(String host) {
    Matcher matcher = HOST.matcher(host);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String region = matcher.group("region").toLowerCase(Locale.ROOT);
    boolean dualStack = matcher.group("form").equals("-");
    return (dualStack ? AwsPartitions.dualStackDomain(region) : AwsPartitions.domain(region))
        .filter(matcher.group("domain").toLowerCase(Locale.ROOT)::equals)
        .map(domain -> new EcrApi(region, matcher.group("fips") != null, dualStack));
  }
}
