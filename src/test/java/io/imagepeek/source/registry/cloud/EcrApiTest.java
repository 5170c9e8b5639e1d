package io.imagepeek.source.registry.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are Amazon ECR's; the names follow the AWS General Reference and user guide. */
class EcrApiTest {

  @ParameterizedTest
  @CsvSource({
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com,eu-west-1,false,false",
    "000000000000.dkr.ecr.us-east-1.amazonaws.com:443,us-east-1,false,false",
    "123456789012.dkr.ecr.ap-southeast-7.amazonaws.com,ap-southeast-7,false,false",
    "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com,us-gov-west-1,false,false",
    "123456789012.dkr.ecr-fips.us-gov-east-1.amazonaws.com,us-gov-east-1,true,false",
    "123456789012.dkr.ecr-fips.us-west-2.amazonaws.com,us-west-2,true,false",
    "123456789012.dkr.ecr.cn-northwest-1.amazonaws.com.cn,cn-northwest-1,false,false",
    "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu,eusc-de-east-1,false,false",
    "123456789012.dkr.ecr.us-iso-west-1.c2s.ic.gov,us-iso-west-1,false,false",
    "123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk,eu-isoe-west-1,false,false",
    "123456789012.dkr-ecr.us-east-2.on.aws,us-east-2,false,true",
    "123456789012.dkr-ecr-fips.us-east-2.on.aws,us-east-2,true,true",
    "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn,cn-north-1,false,true",
    // Names are the same in any case (RFC 4343).
    "123456789012.DKR.ECR.EU-WEST-1.AmazonAWS.com,eu-west-1,false,false",
  })
  void registryOfAmazonEcr(String host, String region, boolean fips, boolean dualStack) {
    assertThat(EcrApi.of(host)).contains(new EcrApi(region, fips, dualStack));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another's domain around it, before it, in the place of a part of it.
        "evil.123456789012.dkr.ecr.us-east-1.amazonaws.com.attacker.example",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.attacker.example",
        "123456789012.dkr.ecr.us-east-1.amazonaws.comm",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.cnn",
        "123456789012.dkr.ecr.us-east-1.notamazonaws.com",
        "123456789012.dkr.ecr.us-east-1.attacker.example",
        "123456789012.dkr.ecr.us-east-1.amazonaws-com",
        "123456789012.dkr.ecr.us-east-1xamazonaws.com",
        "123456789012xdkr.ecr.us-east-1.amazonaws.com",
        "evil.123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "x123456789012.dkr.ecr.us-east-1.amazonaws.com",
        // Machines that anybody can have under Amazon's own domains.
        "123456789012.dkr.ecr.bucket.s3.us-east-1.amazonaws.com",
        "ec2-198-51-100-1.eu-west-1.compute.amazonaws.com",
        "123456789012.dkr.ecr.eu-west-1.elb.amazonaws.com",
        "123456789012.dkr-ecr.function.lambda-url.us-east-1.on.aws",
        "123456789012.lambda-url.us-east-1.on.aws",
        "abcdefghijkl.dkr.ecr.us-east-1.amazonaws.com",
        // Not an account, not a region.
        "12345678901.dkr.ecr.us-east-1.amazonaws.com",
        "1234567890123.dkr.ecr.us-east-1.amazonaws.com",
        "-23456789012.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.amazonaws.com",
        "123456789012.dkr.ecr..amazonaws.com",
        "123456789012.dkr.ecr.useast1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1@attacker.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1#.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1/x.amazonaws.com",
        // A region in another partition's domain.
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.cn",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com",
        "123456789012.dkr-ecr.cn-north-1.on.aws",
        "123456789012.dkr.ecr.us-east-1.amazonaws.eu",
        "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.c2s.ic.gov",
        "123456789012.dkr.ecr.us-iso-west-1.amazonaws.com",
        // The two forms mixed.
        "123456789012.dkr-ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.on.aws",
        "123456789012.dkr.ecr_fips.us-east-1.amazonaws.com",
        // Another port is another server, and a name with the root's dot another origin.
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:8443",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:80",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:0443",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com\n",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com ",
        // Letters and digits that only look like these, or fold into them: Kelvin's sign, long s,
        // Arabic and full-width digits, the dotless i, the ideographic full stop.
        "123456789012.d\u212Ar.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.amazonaw\u017F.com",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661\u0662.dkr.ecr.us-east-1.amazonaws.com",
        "\uFF1123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.ap-\u0131ndia-1.amazonaws.com",
        "123456789012\u3002dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.xn--amazonaws-xyz.com",
        // Other registries of Amazon's, which are public or no registries.
        "public.ecr.aws",
        "ecr.us-east-1.amazonaws.com",
        "api.ecr.us-east-1.amazonaws.com",
        "amazonaws.com",
        "docker.io",
        "localhost:5000",
        "",
      })
  void anythingElse(String host) {
    assertThat(EcrApi.of(host)).isEmpty();
  }
}
