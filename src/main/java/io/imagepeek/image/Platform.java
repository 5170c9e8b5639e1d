package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an image runs on. All comparisons are exact and case-sensitive.
 *
 * @param os {@code linux}, {@code windows}, …
 * @param architecture in Go's words: {@code amd64}, {@code arm64}, {@code arm}, …
 * @param variant {@code v8}, {@code v7}, …; {@code ""} where there is none
 */
public record Platform(String os, String architecture, String variant) {

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9._-]{1,64}(?:/[A-Za-z0-9._-]{1,64}){1,2}");

  /** Per architecture its variants, each of which also runs images of those behind it. */
  private static final Map<String, List<String>> DOWNWARD_VARIANTS =
      Map.of("arm", List.of("v8", "v7", "v6", "v5"), "arm64", List.of("v8"));

  /** What else architectures are called, by compilers and by Java. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "x86_64", "amd64",
          "x86-64", "amd64",
          "aarch64", "arm64",
          "i386", "386",
          "i686", "386",
          "x86", "386",
          "armhf", "arm",
          "armel", "arm");

  /** The variant that is meant where none is said. */
  private static final Map<String, String> IMPLIED_VARIANTS =
      Map.of("arm64", "v8", "arm", "v7", "amd64", "v1");

  /** Reads {@code os/architecture[/variant]}; anything else is an invalid parameter. */
  public static Platform parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new InvalidInspectParameters(
          "platform: the form is os/architecture[/variant], for instance linux/arm64/v8");
    }
    String[] parts = text.split("/", -1);
    return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
  }

  /**
   * The platforms that serve whoever asks for this one, best first. A variant falls back downwards
   * and then to none; without a variant, none comes first and then each known one.
   */
  public List<Platform> acceptable() {
    List<String> known = DOWNWARD_VARIANTS.getOrDefault(architecture, List.of());
    List<String> variants = new ArrayList<>();
    if (variant.isEmpty()) {
      variants.add("");
      variants.addAll(known);
    } else {
      int from = known.indexOf(variant);
      variants.addAll(from < 0 ? List.of(variant) : known.subList(from, known.size()));
      variants.add("");
    }
    return variants.stream().map(v -> new Platform(os, architecture, v)).toList();
  }

  /** The platform that this Java runtime runs on. */
  public static Platform ofHost() {
    return new Platform(
            System.getProperty("os.name").split(" ", 2)[0], System.getProperty("os.arch"), "")
        .normalised();
  }

  /**
   * How much an engine on this platform likes images of another: 0 most. Its own come first, with
   * each variant that it understands, then those that its processor runs beside its own, then all
   * others, all alike.
   */
  public int preference(Platform offered) {
    List<Platform> runnable = runnable();
    int place = runnable.indexOf(offered.normalised());
    return place < 0 ? runnable.size() : place;
  }

  private List<Platform> runnable() {
    List<Platform> runnable = new ArrayList<>();
    for (Platform own : normalised().acceptable()) {
      runnable.add(own.normalised());
    }
    if (architecture.equals("amd64")) {
      runnable.add(new Platform(os, "386", ""));
    }
    if (architecture.equals("arm64")) {
      runnable.addAll(new Platform(os, "arm", "v8").acceptable());
    }
    return runnable;
  }

  /** The platform with its parts called as engines call them, and a variant that goes without. */
  private Platform normalised() {
    String arch = architecture.toLowerCase(Locale.ROOT);
    String plain = ALIASES.getOrDefault(arch, arch);
    boolean implied = variant.equals(IMPLIED_VARIANTS.get(plain));
    return new Platform(os.toLowerCase(Locale.ROOT), plain, implied ? "" : variant);
  }

  /** {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
