#!/usr/bin/env bash
# Versions:  CloudEvents SDK for Java 4.0.1 (cloudevents-json-jackson), Java 17
# Behaviour: in the JSON format a member that is null is the same as none. The SDK does so for the attributes
#            it knows. An extension that is null becomes the string "null", and is passed on as one; a
#            "data_base64" that is null counts as a second data beside "data", and the event is refused.
# Seen:      "subject":null -> subject: absent
#            "trace":null -> trace: the string "null"; passed on as "trace":"null"
#            "data":1,"data_base64":null -> CloudEvent cannot have both 'data' and 'data_base64' fields
# Guessed:   null is absent for all three, as the JSON format for CloudEvents has it (2.2).
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

import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Finding {
  public static void main(String[] arguments) {
    System.out.println(told("\"subject\":null", "subject"));
    System.out.println(told("\"trace\":null", "trace"));
    System.out.println(told("\"data\":1,\"data_base64\":null", "data"));
  }

  static String told(String members, String name) {
    String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"," + members + "}";
    try {
      CloudEvent read = new JsonFormat().deserialize(event.getBytes(UTF_8));
      Object value = name.equals("subject") ? read.getSubject() : read.getExtension(name);
      Matcher passed =
          Pattern.compile("\"" + name + "\":[^,}]*").matcher(new String(new JsonFormat().serialize(read), UTF_8));
      return members + " -> " + name + ": "
          + (value == null ? "absent" : value instanceof String ? "the string \"" + value + "\"" : value)
          + (passed.find() ? "; passed on as " + passed.group() : "");
    } catch (EventDeserializationException e) {
      Matcher reason = Pattern.compile("CloudEvent cannot have both .* fields").matcher(e.getMessage());
      return members + " -> " + (reason.find() ? reason.group() : e.getMessage());
    }
  }
}
JAVA

seen=$(java -cp "$folder/lib/*" "$folder/Finding.java")
echo "$seen"
[[ $seen == '"subject":null -> subject: absent
"trace":null -> trace: the string "null"; passed on as "trace":"null"
"data":1,"data_base64":null -> CloudEvent cannot have both '\''data'\'' and '\''data_base64'\'' fields' ]] || { echo "this has changed" >&2; exit 1; }
