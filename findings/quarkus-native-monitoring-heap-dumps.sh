#!/usr/bin/env bash
# Versions:  Quarkus 3.34.2 (quarkus-arc alone), Java 17, Linux
# Behaviour: quarkus.native.monitoring says which ways of looking into an executable are built in. Whatever
#            it lists, heap dumps and thread dumps are added, unless it is "none", which leaves out all.
# Seen:      threaddump: --enable-monitoring=threaddump,heapdump
#            none: no --enable-monitoring
# Guessed:   what is listed and nothing else; heap dumps hold whatever the process holds.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

mkdir -p "$folder/src/main/java/finding"
echo 'package finding; class Application {}' >"$folder/src/main/java/finding/Application.java"
cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencyManagement><dependencies><dependency>
    <groupId>io.quarkus</groupId><artifactId>quarkus-bom</artifactId><version>3.34.2</version><type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>io.quarkus</groupId><artifactId>quarkus-arc</artifactId></dependency>
  </dependencies>
  <build><plugins><plugin>
    <groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.34.2</version><extensions>true</extensions>
    <executions><execution><goals><goal>build</goal></goals></execution></executions>
  </plugin></plugins></build>
</project>
XML

cd "$folder"
seen=
for monitoring in threaddump none; do
  "$maven" -q -B package -Dquarkus.analytics.disabled=true -Dquarkus.native.enabled=true -Dquarkus.package.jar.enabled=false \
    -Dquarkus.native.sources-only=true -Dquarkus.native.monitoring="$monitoring" >&2
  seen+="$monitoring: $(grep -oE -- '--enable-monitoring=[a-z,]*' target/native-sources/native-image.args || echo 'no --enable-monitoring')"$'\n'
  rm -rf target
done
printf %s "$seen"
[[ $seen == $'threaddump: --enable-monitoring=threaddump,heapdump\nnone: no --enable-monitoring\n' ]] || { echo "this has changed" >&2; exit 1; }
