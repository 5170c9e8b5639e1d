package io.imagepeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of settings say what the files of defaults say. */
class ConfigurationPageTest {

  private static final List<Path> DEFAULTS =
      List.of(
          Path.of("src/main/resources/application.properties"),
          Path.of("src/main/resources-http/META-INF/microprofile-config.properties"));

  static Stream<String> settings() throws IOException {
    return defaults().stringPropertyNames().stream()
        .filter(name -> name.startsWith("imagepeek."))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void namesEachSettingWithItsDefault(String setting) throws IOException {
    String group = setting.substring(0, setting.lastIndexOf('.'));
    String ending = setting.substring(setting.lastIndexOf('.'));
    List<String> rows =
        Files.readAllLines(Path.of("docs/configuration.md")).stream()
            .filter(line -> line.startsWith("| `" + group + "."))
            .filter(row -> row.contains("`" + setting + "`") || row.contains("`" + ending + "`"))
            .toList();

    assertThat(rows).hasSize(1);
    String value = defaults().getProperty(setting);
    // The table says in its own way that a default is the environment's.
    String shown = value.startsWith("${") ? value.substring(2, value.indexOf(':')) : value;
    assertThat(rows.get(0)).containsPattern("`\\$?" + Pattern.quote(shown) + "`");
  }

  private static Properties defaults() throws IOException {
    Properties properties = new Properties();
    for (Path file : DEFAULTS) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }
}
