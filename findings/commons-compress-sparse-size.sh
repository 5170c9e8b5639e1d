#!/usr/bin/env bash
# Versions:  Apache Commons Compress 1.28.0, GNU tar 1.34 (writes the archives), Java 17
# Behaviour: GNU tar keeps a sparse file in its own format or in that of POSIX, where the file's size stands
#            in a pax header. The size is a long in TarArchiveEntry; from GNU's own format it is read as one,
#            from the pax header as an int. A file of 3 GiB, nearly all of it a hole, is read from the one
#            archive and ends the reading of the other, though either has 10 KiB.
# Seen:      gnu: 3221225475
#            posix: java.io.IOException: Unable to parse int from string value: 3221225475
# Guessed:   a size is as wide as its getter, whatever the format; and POSIX's is the one without a bound.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.commons</groupId><artifactId>commons-compress</artifactId><version>1.28.0</version></dependency>
  </dependencies>
</project>
XML
"$maven" -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/lib"

truncate -s 3G "$folder/holes"
printf end >>"$folder/holes"
for format in gnu posix; do
  tar -C "$folder" --sparse --format="$format" -cf "$folder/$format" holes
done

cat >"$folder/Finding.java" <<'JAVA'
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

class Finding {
  public static void main(String[] archives) throws IOException {
    for (String archive : archives) {
      System.out.print(Path.of(archive).getFileName() + ": ");
      try (var tar = new TarArchiveInputStream(new FileInputStream(archive))) {
        System.out.println(tar.getNextEntry().getRealSize());
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }
}
JAVA

seen=$(java -cp "$folder/lib/*" "$folder/Finding.java" "$folder/gnu" "$folder/posix")
echo "$seen"
[[ $seen == $'gnu: 3221225475\nposix: java.io.IOException: Unable to parse int from string value: 3221225475' ]] ||
  { echo "this has changed" >&2; exit 1; }
