package io.imagepeek.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.imagepeek.function.ApiPath;
import io.quarkus.funqy.Funq;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of paths, the classes that serve them, and the description name the same. */
class ApiPathTest {

  private static final JavaClasses ENDPOINTS =
      new ClassFileImporter().importPackages("io.imagepeek.function.http");

  @Test
  void theDescriptionHasThePathsAndMethodsOfTheTable() {
    Map<String, Set<String>> described = new TreeMap<>();
    new Description(Description.published())
        .at("/paths")
        .properties()
        .forEach(
            path -> {
              Set<String> methods = new TreeSet<>();
              path.getValue()
                  .fieldNames()
                  .forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
              described.put(path.getKey(), methods);
            });

    assertThat(described).isEqualTo(table(path -> true));
  }

  @Test
  void theResourcesHaveThePathsAndMethodsOfTheTable() {
    Map<String, Set<String>> served = new TreeMap<>();
    ENDPOINTS.stream()
        .filter(type -> type.isAnnotatedWith(Path.class))
        .map(type -> type.reflect())
        .forEach(
            type ->
                served
                    .computeIfAbsent(
                        type.getAnnotation(Path.class).value(), first -> new TreeSet<>())
                    .addAll(methods(type)));

    assertThat(served).isEqualTo(table(ApiPath::isResource));
  }

  @Test
  void theFunctionsHaveThePathsOfTheTable() {
    Set<String> functions = new TreeSet<>(Set.of(ApiPath.CLOUD_EVENTS.path()));
    ENDPOINTS.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(Funq.class))
        .forEach(method -> functions.add("/" + method.getName()));

    Map<String, Set<String>> table = table(path -> !path.isResource());
    assertThat(functions).isEqualTo(table.keySet());
    assertThat(table.values()).containsOnly(Set.of("POST"));
  }

  @ParameterizedTest
  @EnumSource
  void aPathMayEndWithASlash(ApiPath path) {
    assertThat(ApiPath.at(path.path())).contains(path);
    if (path != ApiPath.CLOUD_EVENTS) {
      assertThat(ApiPath.at(path.path() + "/")).contains(path);
    }
    assertThat(ApiPath.at(path.path() + "x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSPECT          | GET, HEAD, OPTIONS, POST",
        "INSPECTIONS      | OPTIONS, POST",
        "CACHE            | DELETE, OPTIONS",
        "EVENTS           | OPTIONS, POST",
        "CLOUD_EVENTS     | POST",
        "INSPECT_FUNCTION | POST",
        "BATCH_FUNCTION   | POST",
      })
  void allowHasTheMethodsThatJaxRsImplies(ApiPath path, String allow) {
    assertThat(path.allow()).isEqualTo(allow);
    assertThat(allow.split(", ")).allMatch(path::allows);
    assertThat(path.allows("PUT")).isFalse();
  }

  @Test
  void cloudEventsComeToTheRootAndTheFunctionForOneImage() {
    assertThat(ApiPath.values())
        .filteredOn(ApiPath::takesCloudEvents)
        .containsExactly(ApiPath.CLOUD_EVENTS, ApiPath.INSPECT_FUNCTION);
  }

  private static Map<String, Set<String>> table(Predicate<ApiPath> which) {
    Map<String, Set<String>> table = new TreeMap<>();
    Arrays.stream(ApiPath.values())
        .filter(which)
        .forEach(path -> table.put(path.path(), new TreeSet<>(path.methods())));
    return table;
  }

  private static Set<String> methods(Class<?> resource) {
    Set<String> methods = new TreeSet<>();
    for (Method method : resource.getDeclaredMethods()) {
      for (Annotation annotation : method.getAnnotations()) {
        HttpMethod named = annotation.annotationType().getAnnotation(HttpMethod.class);
        if (named != null) {
          methods.add(named.value());
        }
      }
    }
    return methods;
  }
}
