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

/** Logs one line for each inspection: the image, the outcome and the cost. No secrets. */
final class InspectionLog {

  private static final Logger LOG = Logger.getLogger("io.imagepeek.inspection");
  private static final int NAME_CHARACTERS = 300;

  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

  /** Everything before an @ that no digest follows. */
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

  /** The client has closed the connection. */
  void abandoned(@Nullable String imageName, InspectionContext context) {
    LOG.info("image=" + named(imageName) + " outcome=abandoned " + cost(context));
  }

  private static String cost(InspectionContext context) {
    // Not String.format, which writes the digits of the machine's locale.
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
      case CACHE -> "hit";
    };
  }

  /** A name as written, without an account (user:password@), which some write before a host. */
  private static String named(@Nullable String imageName) {
    return shown(imageName == null ? null : ACCOUNT.matcher(imageName).replaceFirst("***@"));
  }

  /** Untrusted text as one word of the line (CWE-117). */
  private static String shown(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    String cut = text.length() > NAME_CHARACTERS ? text.substring(0, NAME_CHARACTERS) : text;
    return UNPRINTABLE.matcher(cut).replaceAll("?");
  }

  /** Partly untrusted text, to be quoted within the line (CWE-117). */
  private static String quoted(String text) {
    return OneLine.of(text).replace('"', '\'');
  }
}
