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

  /** Variants that go without saying. */
  private static final Map<String, String> SUPERFLUOUS_VARIANTS =
      Map.of("arm64", "v8", "amd64", "v1");

  /** What is meant by arm without a variant. */
  private static final String USUAL_ARM = "v7";

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
   * Whether this is one that {@link #parse} reads: with an architecture and an operating system.
   */
  public boolean canBeAskedFor() {
    return FORM.matcher(toString()).matches() && equals(parse(toString()));
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

  /** The platform of a container engine on this machine: Linux, in a machine of its own at need. */
  public static Platform ofHost() {
    String os = System.getProperty("os.name").startsWith("Windows") ? "windows" : "linux";
    return new Platform(os, System.getProperty("os.arch"), "").normalised();
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
    Platform own = normalised();
    List<Platform> runnable = new ArrayList<>(own.acceptable());
    if (own.architecture.equals("amd64")) {
      runnable.add(new Platform(own.os, "386", ""));
    }
    if (own.architecture.equals("arm64")) {
      runnable.addAll(new Platform(own.os, "arm", "v8").acceptable());
    }
    return runnable.stream().map(Platform::normalised).distinct().toList();
  }

  /** The platform with its parts called as engines call them: each has one way to be said. */
  private Platform normalised() {
    String arch = architecture.toLowerCase(Locale.ROOT);
    String plain = ALIASES.getOrDefault(arch, arch);
    String precise = variant;
    if (variant.equals(SUPERFLUOUS_VARIANTS.get(plain))) {
      precise = "";
    } else if (variant.isEmpty() && plain.equals("arm")) {
      precise = USUAL_ARM;
    }
    return new Platform(os.toLowerCase(Locale.ROOT), plain, precise);
  }

  /** {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
