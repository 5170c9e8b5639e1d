package io.imagepeek.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings there are: those of the code, and Quarkus's that are read when it starts. */
final class Settings {

  private Settings() {}

  /** The defaults of the application. */
  static Map<String, String> defaults() throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      properties.load(reader);
    }
    Map<String, String> defaults = new TreeMap<>();
    properties.forEach((name, value) -> defaults.put((String) name, (String) value));
    return defaults;
  }

  /** The environment variables that set one. */
  static Set<String> environmentVariables() throws IOException {
    Set<String> names = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPackages("io.imagepeek")) {
      if (type.isAnnotatedWith(ConfigMapping.class)) {
        ConfigMappings.getProperties(ConfigClass.configClass(type.reflect()))
            .keySet()
            .forEach(name -> names.add(environmentVariable(name)));
      }
    }
    List<URL> models =
        Collections.list(
            Settings.class
                .getClassLoader()
                .getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"));
    for (URL model : models) {
      try (InputStream json = model.openStream()) {
        for (JsonNode setting :
            new ObjectMapper().readTree(json).findParents("environmentVariable")) {
          names.add(setting.path("environmentVariable").asText());
        }
      }
    }
    return names;
  }

  private static String environmentVariable(String setting) {
    return setting.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
