package io.imagepeek.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files in deploy/ set is a setting. */
class SettingsTest {

  private static final Pattern VARIABLE = Pattern.compile("\\b(IMAGEPEEK|QUARKUS)_[A-Z0-9_]+\\b");

  /** What only the Lambda target knows: its extension is not among this target's. */
  private static final String LAMBDA_HANDLER = "QUARKUS_LAMBDA_HANDLER";

  @Test
  void eachVariableThatIsSetIsKnown() throws IOException {
    Set<String> known = new TreeSet<>(Settings.environmentVariables());
    known.add(LAMBDA_HANDLER);
    Set<String> set = variablesIn(Path.of("deploy"));

    assertThat(set).contains(LAMBDA_HANDLER, "IMAGEPEEK_REGISTRY_ALLOW");
    assertThat(known).containsAll(set);
  }

  @Test
  void aMisspeltOneIsNotKnown() throws IOException {
    assertThat(Settings.environmentVariables())
        .contains("IMAGEPEEK_REGISTRY_ALLOW", "IMAGEPEEK_NETWORK_ALLOW", "QUARKUS_VERTX_CACHING")
        .doesNotContain("IMAGEPEEK_REGISTRY_ALOW", "QUARKUS_VERTX_CACHE");
  }

  private static Set<String> variablesIn(Path directory) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("node_modules"))
              .toList()) {
        Matcher variables = VARIABLE.matcher(Files.readString(file));
        while (variables.find()) {
          names.add(variables.group());
        }
      }
    }
    return names;
  }
}
