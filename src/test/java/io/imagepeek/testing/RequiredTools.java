package io.imagepeek.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips, or fails where they are required, tests whose tools are missing. */
public final class RequiredTools implements ExecutionCondition {

  /** The environment variable that turns "skipped because missing" into a failure. */
  static final String REQUIRED = "IMAGEPEEK_REQUIRE_TOOLS";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getTestClass()
        .map(test -> test.getAnnotation(RequiresTools.class))
        .map(needs -> evaluate(Arrays.asList(needs.value()), needs.packages(), System.getenv()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no tools"));
  }

  /** Whether tests run under this environment: its {@code PATH} and {@link #REQUIRED}. */
  static ConditionEvaluationResult evaluate(
      List<String> tools, String packages, Map<String, String> environment) {
    List<Path> path =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(environment.getOrDefault("PATH", ""))
            .map(Path::of)
            .toList();
    List<String> missing =
        tools.stream()
            .filter(name -> path.stream().noneMatch(dir -> Files.isExecutable(dir.resolve(name))))
            .toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("installed: " + tools);
    }
    String message =
        "missing %s; install with: apt-get install %s"
            .formatted(String.join(", ", missing), packages);
    if (Boolean.parseBoolean(environment.get(REQUIRED))) {
      throw new IllegalStateException(REQUIRED + " is true, but: " + message);
    }
    return ConditionEvaluationResult.disabled(message);
  }
}
