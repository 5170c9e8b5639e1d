package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amazon ECR's events as EventBridge delivers them (<a
 * href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html">Amazon ECR
 * events and EventBridge</a>), and its calls as CloudTrail tells EventBridge of them (<a
 * href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html">Logging
 * Amazon ECR actions with AWS CloudTrail</a>). The host is made of account and region.
 */
final class EcrParser implements WebhookParser {

  private static final String SOURCE = "source";
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final String SUCCESS = "SUCCESS";

  private static final String IMAGE_ACTION = "ECR Image Action";
  private static final String REPLICATION = "ECR Replication Action";
  private static final String PULL_THROUGH = "ECR Pull Through Cache Action";
  private static final String CALL = "AWS API Call via CloudTrail";

  /** Of scans, of what is put beside images, and of what policies delete: they tell of no image. */
  private static final Set<String> OTHERS =
      Set.of(
          "ECR Image Scan",
          "ECR Scan Resource Change",
          "ECR Referrer Action",
          "AWS Service Event via CloudTrail");

  private static final String PUSH = "PUSH";
  private static final String STORED_ELSEWHERE = "UPDATE_STORAGE_CLASS";
  private static final Set<String> ACTIONS = Set.of(PUSH, STORED_ELSEWHERE, "DELETE");

  private final Function<String, Optional<String>> domains;

  EcrParser(Function<String, Optional<String>> domains) {
    this.domains = domains;
  }

  @Override
  public WebhookSource sender() {
    return WebhookSource.AMAZON_ECR;
  }

  @Override
  public String shape() {
    return "{\"source\": \"aws.ecr\", \"detail-type\": \"ECR Image Action\", \"detail\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return "aws.ecr".equals(body.path(SOURCE).textValue());
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField type = body.in("detail-type");
    String typeText = type.text();
    if (OTHERS.contains(typeText)) {
      return;
    }
    PayloadField detail = body.in("detail");
    Optional<ImageParts> image =
        switch (typeText) {
          case IMAGE_ACTION -> acted(body, detail);
          case REPLICATION -> come(body, detail, detail.in("result"));
          case PULL_THROUGH -> come(body, detail, detail.in("sync-status"));
          case CALL -> put(body, detail);
          default ->
              throw type.isNoneOf(
                  Stream.concat(
                          Stream.of(IMAGE_ACTION, REPLICATION, PULL_THROUGH, CALL), OTHERS.stream())
                      .toList());
        };
    image.ifPresent(
        parts -> pushes.add(parts, EventId.given(body.in("id")), body.in("time").optionalTime()));
  }

  /** What was pushed, or came back from the archive, from which nothing can be pulled. */
  private Optional<ImageParts> acted(PayloadField body, PayloadField detail) {
    PayloadField action = detail.in("action-type");
    if (!ACTIONS.contains(action.text())) {
      throw action.isNoneOf(ACTIONS);
    }
    boolean isThere =
        action.text().equals(PUSH)
            || (action.text().equals(STORED_ELSEWHERE)
                && detail.in("target-storage-class").text().equals("STANDARD"));
    PayloadField result = detail.in("result");
    return isThere ? come(body, detail, result) : none(result);
  }

  private static Optional<ImageParts> none(PayloadField result) {
    result.text();
    return Optional.empty();
  }

  /** What is in the registry of the event since then. */
  private Optional<ImageParts> come(PayloadField body, PayloadField detail, PayloadField result) {
    if (!result.text().equals(SUCCESS)) {
      return Optional.empty();
    }
    PayloadField repository = detail.in("repository-name");
    PayloadField digest = detail.in("image-digest");
    return Optional.of(
        new ImageParts(
            host(body.in("account"), body.in("region")),
            new Part(repository.text(), repository),
            ImageParts.part(detail.in("image-tag")),
            Optional.of(new Part(digest.text(), digest))));
  }

  /** What a call put into a registry, which may be another account's than the caller's. */
  private Optional<ImageParts> put(PayloadField body, PayloadField detail) {
    boolean isPut = detail.in("eventName").text().equals("PutImage");
    if (!isPut || detail.in("errorCode").isPresent()) {
      return Optional.empty();
    }
    PayloadField request = detail.in("requestParameters");
    PayloadField image = detail.in("responseElements").in("image");
    PayloadField imageId = image.in("imageId");
    PayloadField repository = given(image.in("repositoryName"), request.in("repositoryName"));
    PayloadField digest = imageId.in("imageDigest");
    Optional<Part> tag = ImageParts.part(given(imageId.in("imageTag"), request.in("imageTag")));
    if (tag.isEmpty() && !digest.isPresent()) {
      throw digest.is("is missing, and so is a tag");
    }
    PayloadField account =
        given(given(image.in("registryId"), request.in("registryId")), body.in("account"));
    return Optional.of(
        new ImageParts(
            host(account, given(detail.in("awsRegion"), body.in("region"))),
            new Part(repository.text(), repository),
            tag,
            ImageParts.part(digest)));
  }

  private static PayloadField given(PayloadField one, PayloadField other) {
    return one.isPresent() ? one : other;
  }

  private Part host(PayloadField account, PayloadField region) {
    String accountText = account.text();
    if (!ACCOUNT.matcher(accountText).matches()) {
      throw new Part(accountText, account).is("must be 12 digits");
    }
    String regionText = region.text();
    String domain =
        domains
            .apply(regionText)
            .orElseThrow(() -> new Part(regionText, region).is("has not the form of a region"));
    return new Part(accountText + ".dkr.ecr." + regionText + "." + domain, region);
  }
}
