#!/usr/bin/env bash
# Versions:  AWS SDK for Java 2.42.33 (regions), Java 17
# Behaviour: a partition has a pseudo region for what is the same everywhere in it, aws-cn-global for one,
#            which is a constant of Region like any other. Its own metadata names its partition and domain;
#            PartitionMetadata.of, asked with the same constant, answers with the partition "aws". It goes
#            by the shape of the name, which none of the pseudo regions has, and falls back without a word.
# Seen:      aws-cn-global: aws-cn amazonaws.com.cn; by PartitionMetadata: aws amazonaws.com
#            (likewise aws-iso-global, aws-iso-b-global, aws-iso-e-global, aws-iso-f-global and
#            aws-us-gov-global; for all other regions that the SDK knows, the two agree)
# Guessed:   one library has one answer for its own constant.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>regions</artifactId><version>2.42.33</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
XML
"$maven" -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/lib"

cat >"$folder/Finding.java" <<'JAVA'
import java.util.Comparator;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

class Finding {
  public static void main(String[] arguments) {
    Region.regions().stream().sorted(Comparator.comparing(Region::id)).forEach(Finding::compare);
  }

  @SuppressWarnings("deprecation")
  static void compare(Region region) {
    String own = region.metadata().partition().id() + " " + region.metadata().domain();
    PartitionMetadata partition = PartitionMetadata.of(region);
    String other = partition.id() + " " + partition.dnsSuffix();
    if (!own.equals(other)) {
      System.out.println(region + ": " + own + "; by PartitionMetadata: " + other);
    }
  }
}
JAVA

seen=$(java -cp "$folder/lib/*" "$folder/Finding.java")
echo "$seen"
[[ $seen == 'aws-cn-global: aws-cn amazonaws.com.cn; by PartitionMetadata: aws amazonaws.com
aws-iso-b-global: aws-iso-b sc2s.sgov.gov; by PartitionMetadata: aws amazonaws.com
aws-iso-e-global: aws-iso-e cloud.adc-e.uk; by PartitionMetadata: aws amazonaws.com
aws-iso-f-global: aws-iso-f csp.hci.ic.gov; by PartitionMetadata: aws amazonaws.com
aws-iso-global: aws-iso c2s.ic.gov; by PartitionMetadata: aws amazonaws.com
aws-us-gov-global: aws-us-gov amazonaws.com; by PartitionMetadata: aws amazonaws.com' ]] || { echo "this has changed" >&2; exit 1; }
