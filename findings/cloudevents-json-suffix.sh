#!/usr/bin/env bash
# Versions:  CloudEvents SDK for Java 4.0.1 (cloudevents-json-jackson), Java 17
# Behaviour: an event's data is JSON where its type says so, by a "+json" at the end for one. The SDK wants
#            letters alone before it: application/geo+json is JSON, application/json-patch+json and all of
#            application/vnd.NAME+json are not, and neither is Application/JSON. Such an event is refused
#            where it has an object as its data; written, the same object becomes base64.
# Seen:      application/geo+json: read, written as "data":{"a":1}
#            application/json-patch+json: Wrong type OBJECT for attribute data, written as "data_base64":"eyJhIjoxfQ=="
#            application/vnd.oci.image.index.v1+json: (the same)
#            Application/JSON: (the same)
# Guessed:   "+json" is JSON whatever stands before it, as the JSON format for CloudEvents has it (3.1.1).
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

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Finding {
  public static void main(String[] types) {
    for (String type : types) {
      System.out.println(type + ": " + read(type) + ", written as " + written(type));
    }
  }

  static String read(String type) {
    String event =
        """
        {"specversion": "1.0", "id": "1", "source": "/s", "type": "t", "datacontenttype": "%s", "data": {"a": 1}}
        """
            .formatted(type);
    try {
      new JsonFormat().deserialize(event.getBytes(UTF_8));
      return "read";
    } catch (EventDeserializationException e) {
      Matcher reason = Pattern.compile("Wrong type OBJECT for attribute data").matcher(e.getMessage());
      return reason.find() ? reason.group() : e.getMessage();
    }
  }

  static String written(String type) {
    var event = CloudEventBuilder.v1().withId("1").withSource(URI.create("/s")).withType("t");
    byte[] json = new JsonFormat().serialize(event.withData(type, "{\"a\":1}".getBytes(UTF_8)).build());
    String text = new String(json, UTF_8);
    return text.substring(text.indexOf("\"data", text.indexOf(type)), text.length() - 1);
  }
}
JAVA

types=(application/geo+json application/json-patch+json application/vnd.oci.image.index.v1+json Application/JSON)
seen=$(java -cp "$folder/lib/*" "$folder/Finding.java" "${types[@]}")
echo "$seen"
refused='Wrong type OBJECT for attribute data, written as "data_base64":"eyJhIjoxfQ=="'
[[ $seen == "${types[0]}: read, written as \"data\":{\"a\":1}
${types[1]}: $refused
${types[2]}: $refused
${types[3]}: $refused" ]] || { echo "this has changed" >&2; exit 1; }
