package io.imagepeek.source;

import java.util.Optional;

/**
 * The DNS suffixes of AWS. Each partition has its own: AWS, China, the European Sovereign Cloud and
 * others.
 */
@FunctionalInterface
public interface AwsDomains {

  /**
   * The domain of a region.
   *
   * @param region the region's name, in lower case, for instance {@code eu-west-1}
   * @return for instance {@code amazonaws.com}; empty if the name does not have the form of a
   *     region
   */
  Optional<String> of(String region);
}
