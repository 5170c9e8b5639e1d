package io.imagepeek.source.registry.cloud;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoint of Amazon ECR's API that gives the tokens for a private registry. A token "can be
 * used to access any Amazon ECR registry that your IAM principal has access to" (API reference,
 * GetAuthorizationToken): the account in the registry's name is no part of this.
 *
 * @param region the region's name, for instance {@code eu-west-1}
 * @param fips whether the registry was addressed by its FIPS name, so that the API is too
 * @param dualStack whether it was addressed by its IPv4 and IPv6 name, so that the API is too
 */
record EcrApi(String region, boolean fips, boolean dualStack) {

  private static final String REGION = "(?!cn-)[a-z]{2}(?:-[a-z]{2,16}){1,2}-[0-9]{1,2}";
  private static final String CHINESE = "cn-[a-z]{2,16}-[0-9]{1,2}";
  private static final String SOVEREIGN = "eusc-[a-z]{2,16}-[a-z]{2,16}-[0-9]{1,2}";

  private record Form(boolean dualStack, Pattern host) {
    static Form of(boolean dualStack, String service, String region, String domain) {
      String pattern =
          "[0-9]{12}\\." + service + "(?<fips>-fips)?\\.(?<region>" + region + ")\\." + domain;
      return new Form(dualStack, Pattern.compile(pattern + "(?::443)?", Pattern.CASE_INSENSITIVE));
    }
  }

  /**
   * The names of registries as AWS documents them ("Amazon ECR endpoints and quotas", "Making
   * requests to Amazon ECR registries"), each domain with the regions of its own partition. They
   * are matched as a whole (CVE-2024-35192), and case is that of ASCII: no other letter folds into
   * one of these.
   */
  private static final List<Form> FORMS =
      List.of(
          Form.of(false, "dkr\\.ecr", REGION, "amazonaws\\.com"),
          Form.of(false, "dkr\\.ecr", CHINESE, "amazonaws\\.com\\.cn"),
          Form.of(false, "dkr\\.ecr", SOVEREIGN, "amazonaws\\.eu"),
          Form.of(true, "dkr-ecr", REGION, "on\\.aws"),
          Form.of(true, "dkr-ecr", CHINESE, "on\\.amazonwebservices\\.com\\.cn"));

  /**
   * The API for a registry.
   *
   * @param host the host as in a reference, with a port if it has one
   * @return empty where this is no private registry of Amazon ECR at the HTTPS port
   */
  static Optional<EcrApi> of(String host) {
    for (Form form : FORMS) {
      Matcher matcher = form.host.matcher(host);
      if (matcher.matches()) {
        return Optional.of(
            new EcrApi(
                matcher.group("region").toLowerCase(Locale.ROOT),
                matcher.group("fips") != null,
                form.dualStack));
      }
    }
    return Optional.empty();
  }
}
