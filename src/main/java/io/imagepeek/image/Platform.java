package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.ArrayList;
import java.util.List;
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

  /** {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
