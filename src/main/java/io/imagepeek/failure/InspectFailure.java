package io.imagepeek.failure;

import org.jspecify.annotations.Nullable;

/**
 * The failure of an inspection: one of the six documented errors. It is thrown once, where the
 * cause is known, and becomes JSON once, in the endpoint that received the request.
 *
 * <p>Callers and the log see the {@link #error()}, so it never contains a credential, a token or
 * the query of a URL.
 */
public abstract sealed class InspectFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String documentedName;
  private final String documentedMessage;
  private final String type;
  private final int statusCode;
  private final String error;
  private final Outlook outlook;

  /** Whether the same inspection is expected to fail again. */
  private enum Outlook {
    PERMANENT,
    TRANSIENT
  }

  private InspectFailure(
      String documentedName,
      String documentedMessage,
      String type,
      int statusCode,
      String error,
      Outlook outlook,
      @Nullable Throwable cause) {
    // A failure is an expected result, so it has no stack trace. Its cause has one.
    super(documentedMessage + " " + error, cause, true, false);
    this.documentedName = documentedName;
    this.documentedMessage = documentedMessage;
    this.type = type;
    this.statusCode = statusCode;
    this.error = error;
    this.outlook = outlook;
  }

  /** The documented name of the error, for instance {@code ImageNotFoundInRegistry}. */
  public final String documentedName() {
    return documentedName;
  }

  /** The documented message, the same for every error of this name. */
  public final String documentedMessage() {
    return documentedMessage;
  }

  /** The documented group of errors, for instance {@code NETWORK_ERROR}. */
  public final String type() {
    return type;
  }

  /** The documented status code, which is also the status of the HTTP response. */
  public final int statusCode() {
    return statusCode;
  }

  /** The cause in one sentence, in the registry's own words where it gave any. */
  public final String error() {
    return error;
  }

  /**
   * Whether the same request may succeed later without a change. The sender of an event should
   * deliver it again.
   */
  public final boolean isTransient() {
    return outlook == Outlook.TRANSIENT;
  }

  /**
   * Whether the image may be missing: the registry does not have it, or answers private images and
   * missing ones alike. The fallbacks are tried only for such a failure.
   */
  public boolean mayBeMissing() {
    return false;
  }

  /** A parameter is invalid, or names something that the operator does not allow. */
  public static final class InvalidInspectParameters extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public InvalidInspectParameters(String error) {
      super(
          "InvalidInspectParameters",
          "Invalid inspection parameters.",
          "VALIDATION_ERROR",
          422,
          error,
          Outlook.PERMANENT,
          null);
    }
  }

  /** The registry does not have the image, or not for the requested platform. */
  public static final class ImageNotFoundInRegistry extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public ImageNotFoundInRegistry(String error) {
      super(
          "ImageNotFoundInRegistry",
          "Image not found in registry.",
          "NOT_FOUND",
          404,
          error,
          Outlook.PERMANENT,
          null);
    }

    @Override
    public boolean mayBeMissing() {
      return true;
    }
  }

  /** The registry or its token service refuses the credentials, or requires some. */
  public static final class RegistryAuthenticationFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    private final String refusal;
    private final boolean mayBeMissing;

    public RegistryAuthenticationFailure(String error) {
      this(error, error, false);
    }

    private RegistryAuthenticationFailure(String error, String refusal, boolean mayBeMissing) {
      super(
          "RegistryAuthenticationFailure",
          "Failed to authenticate with registry.",
          "NETWORK_ERROR",
          401,
          error,
          Outlook.PERMANENT,
          null);
      this.refusal = refusal;
      this.mayBeMissing = mayBeMissing;
    }

    /** A refusal that the registry gives for private and for missing images alike. */
    public static RegistryAuthenticationFailure missingOrPrivate(String error) {
      return new RegistryAuthenticationFailure(error + " (missing or private)", error, true);
    }

    /** The registry's refusal alone, without "missing or private". */
    public String refusal() {
      return refusal;
    }

    @Override
    public boolean mayBeMissing() {
      return mayBeMissing;
    }
  }

  /** The registry could not be reached: DNS, TCP, TLS or a timeout. */
  public static final class RegistryConnectionFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public RegistryConnectionFailure(String error) {
      this(error, null);
    }

    public RegistryConnectionFailure(String error, @Nullable Throwable cause) {
      this(error, Outlook.TRANSIENT, cause);
    }

    private RegistryConnectionFailure(String error, Outlook outlook, @Nullable Throwable cause) {
      super(
          "RegistryConnectionFailure",
          "Failed to connect to registry.",
          "NETWORK_ERROR",
          500,
          error,
          outlook,
          cause);
    }

    /** The connection cannot succeed by waiting: the operator does not allow it. */
    public static RegistryConnectionFailure permanentFailure(String error) {
      return new RegistryConnectionFailure(error, Outlook.PERMANENT, null);
    }
  }

  /** The registry responded, but the inspection failed. */
  public static final class InspectImageFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    private final Scope scope;

    /** What the failure affects. */
    private enum Scope {
      IMAGE,
      PART,
      REQUESTS
    }

    public InspectImageFailure(String error) {
      this(error, null);
    }

    public InspectImageFailure(String error, @Nullable Throwable cause) {
      this(error, Outlook.PERMANENT, cause);
    }

    private InspectImageFailure(String error, Outlook outlook, @Nullable Throwable cause) {
      this(error, outlook, cause, Scope.IMAGE);
    }

    private InspectImageFailure(
        String error, Outlook outlook, @Nullable Throwable cause, Scope scope) {
      super(
          "InspectImageFailure",
          "Failed to inspect image.",
          "IMAGE_SERVICE_ERROR",
          500,
          error,
          outlook,
          cause);
      this.scope = scope;
    }

    /** The inspection has used up its request budget. Other inspections have their own. */
    public static InspectImageFailure requestsUsedUp(String error) {
      return new InspectImageFailure(error, Outlook.PERMANENT, null, Scope.REQUESTS);
    }

    /** One part of the image is missing, unavailable or unreadable. Other parts may be fine. */
    public static InspectImageFailure ofPart(String error) {
      return new InspectImageFailure(error, Outlook.PERMANENT, null, Scope.PART);
    }

    /** The same failure, with the text appended to its error. */
    public InspectImageFailure adding(String text) {
      return new InspectImageFailure(
          error() + text, isTransient() ? Outlook.TRANSIENT : Outlook.PERMANENT, this, scope);
    }

    /** Whether the failure affects only one part of the image. */
    public boolean isOfPart() {
      return scope == Scope.PART;
    }

    /** Whether the inspection failed because its request budget is used up. */
    public boolean hasUsedUpRequests() {
      return scope == Scope.REQUESTS;
    }

    /** The registry is overloaded or temporarily broken: 429 and 5xx. */
    public static InspectImageFailure transientFailure(String error) {
      return new InspectImageFailure(error, Outlook.TRANSIENT, null);
    }
  }

  /** Anything else: an internal error. The cause is for the log only. */
  public static final class GenericFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public GenericFailure(String error, @Nullable Throwable cause) {
      super(
          "GenericFailure",
          "Generic failure during image inspection.",
          "GENERIC_ERROR",
          500,
          error,
          Outlook.TRANSIENT,
          cause);
    }
  }
}
