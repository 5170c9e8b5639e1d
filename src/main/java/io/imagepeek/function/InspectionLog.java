package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.source.InspectionContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One line for each inspection: what was asked, what came of it, what it cost. No secrets. */
final class InspectionLog {

  private static final Logger LOG = Logger.getLogger("io.imagepeek.inspection");
  private static final int NAME_CHARACTERS = 300;

  void inspected(@Nullable String imageName, InspectedImage image, InspectionContext context) {
    LOG.infof(
        "image=%s digest=%s platform=%s/%s outcome=inspected %s",
        shown(imageName),
        image.digest(),
        shown(image.config().os()),
        shown(image.config().architecture()),
        cost(context));
  }

  void failed(@Nullable String imageName, InspectFailure failure, InspectionContext context) {
    String line =
        String.format(
            "image=%s outcome=%s error=\"%s\" %s",
            shown(imageName), failure.documentedName(), failure.error(), cost(context));
    if (failure instanceof GenericFailure) {
      LOG.error(line, failure.getCause());
    } else {
      LOG.info(line);
    }
  }

  private static String cost(InspectionContext context) {
    return String.format(
        "duration=%dms requests=%d bytes=%d",
        context.elapsed().toMillis(), context.requests(), context.bytesRead());
  }

  /** What came from outside, kept to one word of a line (CWE-117). */
  private static String shown(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    String cut = text.length() > NAME_CHARACTERS ? text.substring(0, NAME_CHARACTERS) : text;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
