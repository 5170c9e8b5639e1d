#!/usr/bin/env bash
# Versions:  quarkus-maven-plugin 3.34.2, protobuf-maven-plugin (io.github.ascopes) 4.1.2, Maven 3.9
# Behaviour: the plugin's parameter "protoc" has the alias "protocVersion". Maven takes either; dev mode,
#            which calls the plugins of the phases up to compile itself, takes the name alone.
# Seen:      mvn compile: BUILD SUCCESS
#            mvn quarkus:dev: The parameters 'protoc' for goal ...:generate are missing or invalid
# Guessed:   what mvn compile takes, dev mode takes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

mkdir -p "$folder/src/main/protobuf" "$folder/src/main/java/finding"
echo 'package finding; class Application {}' >"$folder/src/main/java/finding/Application.java"
cat >"$folder/src/main/protobuf/empty.proto" <<'PROTO'
syntax = "proto3";
package finding;
message Nothing {}
PROTO
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
    <dependency><groupId>com.google.protobuf</groupId><artifactId>protobuf-java</artifactId></dependency>
  </dependencies>
  <build><plugins>
    <plugin>
      <groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.34.2</version><extensions>true</extensions>
      <executions><execution><goals><goal>build</goal></goals></execution></executions>
    </plugin>
    <plugin>
      <groupId>io.github.ascopes</groupId><artifactId>protobuf-maven-plugin</artifactId><version>4.1.2</version>
      <configuration><protocVersion>4.33.2</protocVersion></configuration>
      <executions><execution><goals><goal>generate</goal></goals></execution></executions>
    </plugin>
  </plugins></build>
</project>
XML

cd "$folder"
compiled=$("$maven" -B compile 2>&1 | grep -o 'BUILD [A-Z]*' || true)
echo "mvn compile: $compiled"
dev=$(timeout 300 "$maven" -B quarkus:dev -Dquarkus.analytics.disabled=true -Ddebug=false </dev/null 2>&1 |
  grep -o -m 1 "The parameters 'protoc' for goal .* are missing or invalid" || true)
echo "mvn quarkus:dev: $dev"
[[ $compiled == 'BUILD SUCCESS' && -n $dev ]] || { echo "this has changed" >&2; exit 1; }
