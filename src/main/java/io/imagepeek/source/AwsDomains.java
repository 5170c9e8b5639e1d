package io.imagepeek.source;

import java.util.Optional;

/**
 * The domains that AWS's names end with. They differ between partitions: that of China, that of the
 * European Sovereign Cloud, and others have domains of their own.
 */
@FunctionalInterface
public interface AwsDomains {

  /**
   * The domain of a region.
   *
   * @param region the region's name, in lower case, for instance {@code eu-west-1}
   * @return for instance {@code amazonaws.com}; empty where the name has not the form of a region
   */
  Optional<String> of(String region);
}
