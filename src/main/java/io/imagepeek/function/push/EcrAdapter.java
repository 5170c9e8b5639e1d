package io.imagepeek.function.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.push.ImageParts.Part;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amazon ECR's events as EventBridge delivers them (<a
 * href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html">Amazon ECR
 * events and EventBridge</a>). The host is made of account and region, by the endings of the
 * commercial and the Chinese regions; for those of other partitions it needs to be mapped.
 */
final class EcrAdapter implements Adapter {

  private static final String SOURCE = "source";
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  /** For instance {@code eu-central-1}, {@code us-gov-west-1}. */
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\\d{1,2}");

  @Override
  public Sender sender() {
    return Sender.AMAZON_ECR;
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
  public void read(Field body, Function<String, @Nullable String> headers, Pushes pushes) {
    if (!body.in("detail-type").text().equals("ECR Image Action")) {
      return;
    }
    Field detail = body.in("detail");
    boolean pushed = detail.in("action-type").text().equals("PUSH");
    boolean succeeded = detail.in("result").text().equals("SUCCESS");
    if (!pushed || !succeeded) {
      return;
    }
    Field repository = detail.in("repository-name");
    Field digest = detail.in("image-digest");
    pushes.add(
        new ImageParts(
            host(body),
            new Part(repository.text(), repository),
            ImageParts.part(detail.in("image-tag")),
            Optional.of(new Part(digest.text(), digest))),
        EventId.given(body.in("id")),
        body.in("time").optionalTime());
  }

  private static Part host(Field body) {
    String account = matching(ACCOUNT, body.in("account"), "must be 12 digits");
    String region = matching(REGION, body.in("region"), "has not the form of a region");
    return new Part(
        account
            + ".dkr.ecr."
            + region
            + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com"),
        body.in("region"));
  }

  private static String matching(Pattern pattern, Field field, String problem) {
    String text = field.text();
    if (!pattern.matcher(text).matches()) {
      throw new Part(text, field).is(problem);
    }
    return text;
  }
}
