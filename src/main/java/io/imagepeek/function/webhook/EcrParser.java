package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amazon ECR's events as EventBridge delivers them (<a
 * href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html">Amazon ECR
 * events and EventBridge</a>), and its calls as CloudTrail reports them to EventBridge (<a
 * href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html">Logging
 * Amazon ECR actions with AWS CloudTrail</a>). The host is made from account and region.
 */
final class EcrParser implements WebhookParser {

  private static final String SOURCE = "source";
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final String SUCCESS = "SUCCESS";

  private static final String IMAGE_ACTION = "ECR Image Action";
  private static final String REPLICATION = "ECR Replication Action";
  private static final String PULL_THROUGH = "ECR Pull Through Cache Action";
  private static final String CALL = "AWS API Call via CloudTrail";

  /** Events of scans, of referrers, and of deletions by policies: none is the push of an image. */
  private static final Set<String> OTHERS =
      Set.of(
          "ECR Image Scan",
          "ECR Scan Resource Change",
          "ECR Referrer Action",
          "AWS Service Event via CloudTrail");

  private static final String PUSH = "PUSH";
  private static final String STORAGE_CLASS_CHANGED = "UPDATE_STORAGE_CLASS";
  private static final Set<String> ACTIONS = Set.of(PUSH, STORAGE_CLASS_CHANGED, "DELETE");

  private final Function<String, Optional<String>> domains;

  EcrParser(Function<String, Optional<String>> domains) {
    this.domains = domains;
  }

  @Override
  public WebhookSource source() {
    return WebhookSource.AMAZON_ECR;
  }

  @Override
  public String example() {
    return "{\"source\": \"aws.ecr\", \"detail-type\": \"ECR Image Action\", \"detail\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return "aws.ecr".equals(body.path(SOURCE).textValue());
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField type = body.get("detail-type");
    String typeText = type.text();
    if (OTHERS.contains(typeText)) {
      return;
    }
    JsonField detail = body.get("detail");
    Optional<ImageParts> image =
        switch (typeText) {
          case IMAGE_ACTION -> ofImageAction(body, detail);
          case REPLICATION -> ofResult(body, detail, detail.get("result"));
          case PULL_THROUGH -> ofResult(body, detail, detail.get("sync-status"));
          case CALL -> ofCall(body, detail);
          default ->
              throw KnownWords.unknown(
                  type,
                  Stream.concat(
                          Stream.of(IMAGE_ACTION, REPLICATION, PULL_THROUGH, CALL), OTHERS.stream())
                      .toList());
        };
    image.ifPresent(
        parts ->
            images.add(parts, EventId.given(body.get("id")), EventTime.optional(body.get("time"))));
  }

  /** An image that was pushed, or came back from the archive, from which it cannot be pulled. */
  private Optional<ImageParts> ofImageAction(JsonField body, JsonField detail) {
    String action = KnownWords.require(detail.get("action-type"), ACTIONS);
    boolean isAvailable =
        action.equals(PUSH)
            || (action.equals(STORAGE_CLASS_CHANGED)
                && detail.get("target-storage-class").text().equals("STANDARD"));
    JsonField result = detail.get("result");
    return isAvailable ? ofResult(body, detail, result) : none(result);
  }

  private static Optional<ImageParts> none(JsonField result) {
    result.text();
    return Optional.empty();
  }

  /** The image that the registry of the event has now, if the result is a success. */
  private Optional<ImageParts> ofResult(JsonField body, JsonField detail, JsonField result) {
    if (!result.text().equals(SUCCESS)) {
      return Optional.empty();
    }
    JsonField repository = detail.get("repository-name");
    JsonField digest = detail.get("image-digest");
    return Optional.of(
        new ImageParts(
            host(body.get("account"), body.get("region")),
            new Part(repository.text(), repository),
            ImageParts.part(detail.get("image-tag")),
            Optional.of(new Part(digest.text(), digest))));
  }

  /** The image of a call PutImage. The registry may belong to another account than the caller. */
  private Optional<ImageParts> ofCall(JsonField body, JsonField detail) {
    boolean isPut = detail.get("eventName").text().equals("PutImage");
    if (!isPut || detail.get("errorCode").isPresent()) {
      return Optional.empty();
    }
    JsonField request = detail.get("requestParameters");
    JsonField image = detail.get("responseElements").get("image");
    JsonField imageId = image.get("imageId");
    JsonField repository = firstPresent(image.get("repositoryName"), request.get("repositoryName"));
    JsonField digest = imageId.get("imageDigest");
    Optional<Part> tag =
        ImageParts.part(firstPresent(imageId.get("imageTag"), request.get("imageTag")));
    if (tag.isEmpty() && !digest.isPresent()) {
      throw digest.error("is missing, and so is a tag");
    }
    JsonField account =
        firstPresent(
            firstPresent(image.get("registryId"), request.get("registryId")), body.get("account"));
    return Optional.of(
        new ImageParts(
            host(account, firstPresent(detail.get("awsRegion"), body.get("region"))),
            new Part(repository.text(), repository),
            tag,
            ImageParts.part(digest)));
  }

  private static JsonField firstPresent(JsonField one, JsonField other) {
    return one.isPresent() ? one : other;
  }

  private Part host(JsonField account, JsonField region) {
    String accountText = account.text();
    if (!ACCOUNT.matcher(accountText).matches()) {
      throw new Part(accountText, account).error("must be 12 digits");
    }
    String regionText = region.text();
    String domain =
        domains
            .apply(regionText)
            .orElseThrow(() -> new Part(regionText, region).error("has not the form of a region"));
    return new Part(accountText + ".dkr.ecr." + regionText + "." + domain, region);
  }
}
