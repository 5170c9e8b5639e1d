package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The platform of an image. All comparisons are exact and case-sensitive.
 *
 * @param os {@code linux}, {@code windows}, …
 * @param architecture with Go's names: {@code amd64}, {@code arm64}, {@code arm}, …
 * @param variant {@code v8}, {@code v7}, …; {@code ""} where there is none
 */
public record Platform(String os, String architecture, String variant) {

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9._-]{1,64}(?:/[A-Za-z0-9._-]{1,64}){1,2}");

  /** The variants of each architecture. A variant also runs images of the variants after it. */
  private static final Map<String, List<String>> DOWNWARD_VARIANTS =
      Map.of("arm", List.of("v8", "v7", "v6", "v5"), "arm64", List.of("v8"));

  /** Other names of architectures, used by compilers and by Java. */
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

  /** Default variants, which engines leave out. */
  private static final Map<String, String> DEFAULT_VARIANTS = Map.of("arm64", "v8", "amd64", "v1");

  /** The variant of arm where none is given. */
  private static final String DEFAULT_ARM = "v7";

  /**
   * Parses {@code os/architecture[/variant]}. Anything else is an {@link InvalidInspectParameters}
   * failure.
   */
  public static Platform parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new InvalidInspectParameters(
          "platform: the form is os/architecture[/variant], for instance linux/arm64/v8");
    }
    String[] parts = text.split("/", -1);
    return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
  }

  /** Whether a request can name this platform: {@link #parse} accepts its text. */
  public boolean canBeAskedFor() {
    return FORM.matcher(toString()).matches() && equals(parse(toString()));
  }

  /**
   * The platforms whose images run on this one, best first. A variant falls back to lower variants
   * and then to no variant. Without a variant, an image without a variant comes first, then each
   * known variant.
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

  /**
   * The platform of a container engine on this machine: Linux, if necessary in a virtual machine.
   */
  public static Platform ofHost() {
    String os = System.getProperty("os.name").startsWith("Windows") ? "windows" : "linux";
    return new Platform(os, System.getProperty("os.arch"), "").normalised();
  }

  /**
   * An engine's preference for images of a platform: 0 is best. Its own platform comes first, with
   * each supported variant, then other platforms that its processor runs. All others share the last
   * rank.
   */
  public int preference(Platform offered) {
    List<Platform> runnable = runnable();
    int index = runnable.indexOf(offered.normalised());
    return index < 0 ? runnable.size() : index;
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

  /** The platform with the canonical names that engines use. */
  private Platform normalised() {
    String arch = architecture.toLowerCase(Locale.ROOT);
    String plain = ALIASES.getOrDefault(arch, arch);
    String precise = variant;
    if (variant.equals(DEFAULT_VARIANTS.get(plain))) {
      precise = "";
    } else if (variant.isEmpty() && plain.equals("arm")) {
      precise = DEFAULT_ARM;
    }
    return new Platform(os.toLowerCase(Locale.ROOT), plain, precise);
  }

  /** {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
