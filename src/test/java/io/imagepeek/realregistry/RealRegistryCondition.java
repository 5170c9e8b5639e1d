package io.imagepeek.realregistry;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips, or fails where it is required, what needs the executables of a real registry. */
final class RealRegistryCondition implements ExecutionCondition {

  /** The environment variable that turns "skipped because missing" into a failure. */
  static final String REQUIRED = "IMAGEPEEK_REQUIRE_REAL_REGISTRY";

  private static final List<String> EXECUTABLES = List.of("docker-registry", "htpasswd");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return evaluate(System.getenv());
  }

  /** Whether tests run under this environment: its {@code PATH} and {@link #REQUIRED}. */
  static ConditionEvaluationResult evaluate(Map<String, String> environment) {
    List<String> missing = missing(environment);
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("a real registry is installed");
    }
    String message =
        "missing %s; install with: apt-get install docker-registry apache2-utils"
            .formatted(String.join(", ", missing));
    if (Boolean.parseBoolean(environment.get(REQUIRED))) {
      throw new IllegalStateException(REQUIRED + " is true, but: " + message);
    }
    return ConditionEvaluationResult.disabled(message);
  }

  private static List<String> missing(Map<String, String> environment) {
    List<Path> path =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(environment.getOrDefault("PATH", ""))
            .map(Path::of)
            .toList();
    return EXECUTABLES.stream()
        .filter(name -> path.stream().noneMatch(dir -> Files.isExecutable(dir.resolve(name))))
        .toList();
  }
}
