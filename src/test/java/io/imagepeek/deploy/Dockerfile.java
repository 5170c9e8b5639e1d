package io.imagepeek.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile, as far as the checks of ours need them. */
public record Dockerfile(List<Instruction> instructions) {

  /** Where the Dockerfiles are. */
  public static final Path DIRECTORY = Path.of("deploy/docker");

  private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=(\\S+)");

  /** One instruction, its lines joined. */
  public record Instruction(String name, String arguments) {

    /** The words of the exec form. */
    List<String> words() {
      try {
        return new ObjectMapper().readValue(arguments, new TypeReference<List<String>>() {});
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("not in exec form: " + arguments, e);
      }
    }

    /** The arguments without flags. */
    List<String> operands() {
      return List.of(arguments.split(" +")).stream()
          .filter(word -> !word.startsWith("--"))
          .toList();
    }
  }

  /** Reads {@code deploy/docker/Dockerfile.KIND}. */
  public static Dockerfile read(String kind) throws IOException {
    List<Instruction> instructions = new ArrayList<>();
    String text =
        Files.readString(DIRECTORY.resolve("Dockerfile." + kind))
            .replaceAll("(?m)^\\s*#.*\\n", "")
            .replaceAll("\\\\\\n\\s*", " ");
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      String[] parts = line.strip().split("\\s+", 2);
      instructions.add(new Instruction(parts[0], parts[1].strip()));
    }
    return new Dockerfile(List.copyOf(instructions));
  }

  /** The instructions of this name in the last stage, which is the image. */
  public List<Instruction> ofImage(String name) {
    int from = 0;
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).name().equals("FROM")) {
        from = i;
      }
    }
    return named(instructions.subList(from, instructions.size()), name);
  }

  /** The instructions of this name in all stages. */
  public List<Instruction> all(String name) {
    return named(instructions, name);
  }

  /** What a container runs. */
  public List<String> entrypoint() {
    return only(ofImage("ENTRYPOINT")).words();
  }

  /** What the build tries in the image before it is done. */
  public List<String> check() {
    return only(ofImage("RUN")).words();
  }

  /** The environment that the image gives a container. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Instruction env : ofImage("ENV")) {
      Matcher assignments = ASSIGNMENT.matcher(env.arguments());
      while (assignments.find()) {
        environment.put(assignments.group(1), assignments.group(2));
      }
    }
    return environment;
  }

  static Instruction only(List<Instruction> instructions) {
    if (instructions.size() != 1) {
      throw new AssertionError("not one: " + instructions);
    }
    return instructions.get(0);
  }

  private static List<Instruction> named(List<Instruction> instructions, String name) {
    return instructions.stream().filter(one -> one.name().equals(name)).toList();
  }
}
