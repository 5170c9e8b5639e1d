#!/usr/bin/env bash
# Versions:  quarkus-caffeine 3.34.2, Caffeine 3.2.3 (Java 17)
# Behaviour: Caffeine makes the names of two classes from a cache's settings, one of the cache and one
#            of its entries. For a cache bounded by weight and by expireAfterWrite these are SSMWW and
#            PSWMW. Of what quarkus-caffeine declares to native-image, the second is there and the first
#            is not, so that such a cache builds and is then refused by the executable at its start.
# Seen:      SSMWW declared: false
#            PSWMW declared: true
# Guessed:   both or neither, as one is of no use without the other.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.quarkus</groupId><artifactId>quarkus-caffeine</artifactId><version>3.34.2</version></dependency>
    <dependency><groupId>com.github.ben-manes.caffeine</groupId><artifactId>caffeine</artifactId><version>3.2.3</version></dependency>
    <dependency><groupId>org.graalvm.sdk</groupId><artifactId>nativeimage</artifactId><version>23.1.2</version></dependency>
  </dependencies>
</project>
XML
"$maven" -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/lib"

cat >"$folder/Finding.java" <<'JAVA'
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.caffeine.runtime.graal.CacheConstructorsFeature;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Set;

class Finding {
  public static void main(String[] arguments) throws Exception {
    Cache<String, String> cache =
        Caffeine.newBuilder()
            .maximumWeight(100)
            .weigher((String key, String value) -> value.length())
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    Object bounded = read(cache, "cache");
    Set<String> declared = Set.of(CacheConstructorsFeature.typesNeedingConstructorsRegistered());
    for (Class<?> chosen : new Class<?>[] {bounded.getClass(), read(bounded, "nodeFactory").getClass()}) {
      System.out.println(chosen.getSimpleName() + " declared: " + declared.contains(chosen.getName()));
    }
  }

  static Object read(Object holder, String name) throws Exception {
    for (Class<?> type = holder.getClass(); ; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(holder);
      } catch (NoSuchFieldException further) {
        continue;
      }
    }
  }
}
JAVA

seen=$(java -cp "$folder/lib/*" "$folder/Finding.java")
echo "$seen"
[[ $seen == $'SSMWW declared: false\nPSWMW declared: true' ]] || { echo "this has changed" >&2; exit 1; }
