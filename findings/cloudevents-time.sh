#!/usr/bin/env bash
# Versions:  CloudEvents SDK for Java 4.0.1 (cloudevents-json-jackson), Java 17
# Behaviour: an event's time is one of RFC 3339. The SDK reads it as OffsetDateTime does, whose format is a
#            neighbour: small letters it takes, but a leap second, an offset of more than 18 hours or a tenth
#            digit of a second is refused, and with an attribute that need not be there the whole event.
# Seen:      2020-01-01t00:00:00z: "time":"2020-01-01T00:00:00Z"
#            2016-12-31T23:59:60Z: Invalid attribute/extension value for "time"
#            2020-01-01T00:00:00+18:30: Invalid attribute/extension value for "time"
#            2020-01-01T00:00:00.1234567890Z: Invalid attribute/extension value for "time"
# Guessed:   what RFC 3339 has is read, if less precisely.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.cloudevents</groupId><artifactId>cloudevents-json-jackson</artifactId><version>4.0.1</version></dependency>
  </dependencies>
</project>
XML
"$maven" -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/lib"

cat >"$folder/Finding.java" <<'JAVA'
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Finding {
  public static void main(String[] times) {
    JsonFormat format = new JsonFormat();
    for (String time : times) {
      String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"" + time + "\"}";
      String told;
      try {
        told = new String(format.serialize(format.deserialize(event.getBytes(UTF_8))), UTF_8);
      } catch (EventDeserializationException e) {
        told = e.getMessage();
      }
      Matcher part = Pattern.compile("\"time\":\"[^\"]*\"|Invalid [^:]* \"time\"").matcher(told);
      System.out.println(time + ": " + (part.find() ? part.group() : told));
    }
  }
}
JAVA

seen=$(java -cp "$folder/lib/*" "$folder/Finding.java" 2020-01-01t00:00:00z 2016-12-31T23:59:60Z \
  2020-01-01T00:00:00+18:30 2020-01-01T00:00:00.1234567890Z)
echo "$seen"
refused='Invalid attribute/extension value for "time"'
[[ $seen == "2020-01-01t00:00:00z: \"time\":\"2020-01-01T00:00:00Z\"
2016-12-31T23:59:60Z: $refused
2020-01-01T00:00:00+18:30: $refused
2020-01-01T00:00:00.1234567890Z: $refused" ]] || { echo "this has changed" >&2; exit 1; }
