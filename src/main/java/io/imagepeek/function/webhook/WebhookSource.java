package io.imagepeek.function.webhook;

/** A source of push events, and whether it delivers an event again after an error response. */
public enum WebhookSource {
  /**
   * The registry of the distribution project. It repeats a notification <a
   * href="https://distribution.github.io/distribution/about/notifications/#endpoints">until the
   * request succeeds</a>, with any 2xx or 3xx status, and the next ones wait for it.
   */
  DISTRIBUTION("Docker registry (distribution)", true),

  /**
   * Harbor. It <a
   * href="https://goharbor.io/docs/edge/working-with-projects/project-configuration/configure-webhooks/">sends
   * again</a> what got no 2xx, up to {@code webhook_job_max_retry} times.
   */
  HARBOR("Harbor", true),

  /**
   * Amazon ECR, through EventBridge, which <a
   * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html">tries
   * again</a> for 24 hours and up to 185 times by default.
   */
  AMAZON_ECR("Amazon ECR", true),

  /**
   * Docker Hub. Its <a
   * href="https://docs.docker.com/docker-hub/repos/manage/webhooks/">documentation</a> knows a
   * history of deliveries, and no second delivery.
   */
  DOCKER_HUB("Docker Hub", false),

  /**
   * GitHub. It <a
   * href="https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries">does
   * not redeliver</a> unless its user asks it to.
   */
  GITHUB("GitHub", false),

  /**
   * Google Artifact Registry, through Pub/Sub, which <a
   * href="https://cloud.google.com/pubsub/docs/push">sends again</a> after any status but 102, 200,
   * 201, 202 and 204.
   */
  GOOGLE_ARTIFACT_REGISTRY("Google Artifact Registry", true),

  /**
   * Azure Container Registry, through Event Grid, which <a
   * href="https://learn.microsoft.com/azure/event-grid/delivery-and-retry">tries again</a> for 24
   * hours and up to 30 times by default.
   */
  AZURE_EVENT_GRID("Azure Container Registry (Event Grid)", true),

  /**
   * Azure Container Registry by itself. Its <a
   * href="https://learn.microsoft.com/azure/container-registry/container-registry-webhook">documentation</a>
   * knows a history of deliveries, and no second delivery.
   */
  AZURE_WEBHOOK("Azure Container Registry (webhook)", false),

  /**
   * Quay, which keeps a notification in its queue until it gets a 2xx or its attempts are used up
   * ({@code notificationworker.py}).
   */
  QUAY("Quay", true),

  /**
   * Gitea and Forgejo. They do <a href="https://docs.gitea.com/usage/webhooks">not redeliver</a>
   * unless their user asks them to.
   */
  GITEA("Gitea, Forgejo", false),

  /** zot, which logs that an event was not accepted, and does not send it again. */
  ZOT("zot", false);

  private final String title;
  private final boolean redelivers;

  WebhookSource(String title, boolean redelivers) {
    this.title = title;
    this.redelivers = redelivers;
  }

  /** The source's usual name. */
  public String title() {
    return title;
  }

  /** Whether the source delivers a push event again after an error response. */
  public boolean redelivers() {
    return redelivers;
  }
}
