package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.source.Freshness;
import io.imagepeek.source.InspectionContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One line for each inspection: what was asked, what came of it, what it cost. No secrets. */
final class InspectionLog {

  private static final Logger LOG = Logger.getLogger("io.imagepeek.inspection");
  private static final int NAME_CHARACTERS = 300;

  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

  /** What stands before an @ that no digest follows. */
  private static final Pattern ACCOUNT = Pattern.compile("^.*@(?!sha\\d+:)", Pattern.DOTALL);

  void inspected(@Nullable String imageName, Inspection found, InspectionContext context) {
    LOG.info(
        "image="
            + named(imageName)
            + " digest="
            + found.digest()
            + " platform="
            + platform(found)
            + " outcome=inspected "
            + cost(context));
  }

  private static String platform(Inspection found) {
    if (found instanceof InspectedImage image) {
      return shown(image.config().os()) + "/" + shown(image.config().architecture());
    }
    return found instanceof EngineImage image
        ? shown(image.config().os()) + "/" + shown(image.config().architecture())
        : "-";
  }

  void failed(@Nullable String imageName, InspectFailure failure, InspectionContext context) {
    String line =
        "image="
            + named(imageName)
            + " outcome="
            + failure.documentedName()
            + " error=\""
            + quoted(failure.error())
            + "\" "
            + cost(context);
    if (failure instanceof GenericFailure) {
      LOG.error(line, failure.getCause());
    } else {
      LOG.info(line);
    }
  }

  /** The caller has gone away. */
  void abandoned(@Nullable String imageName, InspectionContext context) {
    LOG.info("image=" + named(imageName) + " outcome=abandoned " + cost(context));
  }

  private static String cost(InspectionContext context) {
    // Not by a format: the digits would be those of the machine's language.
    return "duration="
        + context.elapsed().toMillis()
        + "ms requests="
        + context.requests()
        + " bytes="
        + context.bytesRead()
        + context.freshness().map(fresh -> " cache=" + wireName(fresh.from())).orElse("");
  }

  private static String wireName(Freshness.From from) {
    return switch (from) {
      case SOURCE -> "miss";
      case REVALIDATED -> "revalidated";
      case MEMORY -> "hit";
    };
  }

  /** A name as it was written, but for what some write before an address: user:password@. */
  private static String named(@Nullable String imageName) {
    return shown(imageName == null ? null : ACCOUNT.matcher(imageName).replaceFirst("***@"));
  }

  /** What came from outside, kept to one word of a line (CWE-117). */
  private static String shown(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    String cut = text.length() > NAME_CHARACTERS ? text.substring(0, NAME_CHARACTERS) : text;
    return UNPRINTABLE.matcher(cut).replaceAll("?");
  }

  /** What may be in part from outside, kept to one quoted text of a line (CWE-117). */
  private static String quoted(String text) {
    return OneLine.of(text).replace('"', '\'');
  }
}
