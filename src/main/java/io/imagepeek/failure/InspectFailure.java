package io.imagepeek.failure;

import org.jspecify.annotations.Nullable;

/**
 * Why an inspection has no result: one of the six documented errors. It is thrown once, where the
 * cause is known, and becomes JSON once, at the face that was asked.
 *
 * <p>The detail is shown to callers and written to the log, so it never holds a credential, a token
 * or the query of a URL.
 */
public abstract sealed class InspectFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String documentedName;
  private final String documentedMessage;
  private final String type;
  private final int statusCode;
  private final String error;
  private final Outlook outlook;

  /** Whether the same inspection can be expected to fail again. */
  private enum Outlook {
    LASTING,
    PASSING
  }

  private InspectFailure(
      String documentedName,
      String documentedMessage,
      String type,
      int statusCode,
      String error,
      Outlook outlook,
      @Nullable Throwable cause) {
    // Failures are answers, not defects: only a cause carries a stack trace worth its price.
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

  /** The documented sentence that goes with the name. */
  public final String documentedMessage() {
    return documentedMessage;
  }

  /** The documented group of errors, for instance {@code NETWORK_ERROR}. */
  public final String type() {
    return type;
  }

  /** The documented status, which is also the HTTP status of the answer. */
  public final int statusCode() {
    return statusCode;
  }

  /** The cause in a sentence, in the registry's own words where it gave any. */
  public final String error() {
    return error;
  }

  /**
   * Whether the same inspection may succeed later, though its caller changes nothing: what
   * delivered the request as an event should deliver it again.
   */
  public final boolean mayPass() {
    return outlook == Outlook.PASSING;
  }

  /**
   * Whether the image may simply not be there: it is not, or whoever asks without leave to see it
   * is told no more than that. It may be looked for elsewhere.
   */
  public boolean mayBeMissing() {
    return false;
  }

  /** A parameter is invalid, or names what the operator does not allow. */
  public static final class InvalidInspectParameters extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public InvalidInspectParameters(String error) {
      super(
          "InvalidInspectParameters",
          "Invalid inspection parameters.",
          "VALIDATION_ERROR",
          422,
          error,
          Outlook.LASTING,
          null);
    }
  }

  /** The registry does not have the image, or not for the platform asked for. */
  public static final class ImageNotFoundInRegistry extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public ImageNotFoundInRegistry(String error) {
      super(
          "ImageNotFoundInRegistry",
          "Image not found in registry.",
          "NOT_FOUND",
          404,
          error,
          Outlook.LASTING,
          null);
    }

    @Override
    public boolean mayBeMissing() {
      return true;
    }
  }

  /** The registry or its token service refuses the credentials, or wants some. */
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
          Outlook.LASTING,
          null);
      this.refusal = refusal;
      this.mayBeMissing = mayBeMissing;
    }

    /** The refusal that a registry gives for what does not exist as well. */
    public static RegistryAuthenticationFailure missingOrPrivate(String error) {
      return new RegistryAuthenticationFailure(error + " (missing or private)", error, true);
    }

    /** What was answered, without a word on what it means for an image. */
    public String refusal() {
      return refusal;
    }

    @Override
    public boolean mayBeMissing() {
      return mayBeMissing;
    }
  }

  /** Nothing could be learnt because the registry could not be reached: DNS, TCP, TLS, time-out. */
  public static final class RegistryConnectionFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public RegistryConnectionFailure(String error) {
      this(error, null);
    }

    public RegistryConnectionFailure(String error, @Nullable Throwable cause) {
      this(error, Outlook.PASSING, cause);
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

    /** The operator does not allow the connection, and will not by waiting. */
    public static RegistryConnectionFailure refused(String error) {
      return new RegistryConnectionFailure(error, Outlook.LASTING, null);
    }
  }

  /** The registry answered, but its answer cannot be turned into an inspection. */
  public static final class InspectImageFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    private final About about;

    /** What else can still be had. */
    private enum About {
      IMAGE,
      PART,
      REQUESTS
    }

    public InspectImageFailure(String error) {
      this(error, null);
    }

    public InspectImageFailure(String error, @Nullable Throwable cause) {
      this(error, Outlook.LASTING, cause);
    }

    private InspectImageFailure(String error, Outlook outlook, @Nullable Throwable cause) {
      this(error, outlook, cause, About.IMAGE);
    }

    private InspectImageFailure(
        String error, Outlook outlook, @Nullable Throwable cause, About about) {
      super(
          "InspectImageFailure",
          "Failed to inspect image.",
          "IMAGE_SERVICE_ERROR",
          500,
          error,
          outlook,
          cause);
      this.about = about;
    }

    /** As many requests as may be made were not enough: others have their own. */
    public static InspectImageFailure requestsUsedUp(String error) {
      return new InspectImageFailure(error, Outlook.LASTING, null, About.REQUESTS);
    }

    /** A part of the image is not there, not to be had, or not to be read: others may be. */
    public static InspectImageFailure ofPart(String error) {
      return new InspectImageFailure(error, Outlook.LASTING, null, About.PART);
    }

    /** The same failure, with more to be said of it. */
    public InspectImageFailure adding(String more) {
      return new InspectImageFailure(
          error() + more, mayPass() ? Outlook.PASSING : Outlook.LASTING, this, about);
    }

    /** Whether it is a part of the image alone that is missing. */
    public boolean isOfPart() {
      return about == About.PART;
    }

    /** Whether it has failed because no further request may be made. */
    public boolean hasUsedUpRequests() {
      return about == About.REQUESTS;
    }

    /** The registry is overloaded or broken just now: 429 and 5xx. */
    public static InspectImageFailure passing(String error) {
      return new InspectImageFailure(error, Outlook.PASSING, null);
    }
  }

  /** Anything else: a defect of ours. The cause is for the log only. */
  public static final class GenericFailure extends InspectFailure {
    private static final long serialVersionUID = 1L;

    public GenericFailure(String error, @Nullable Throwable cause) {
      super(
          "GenericFailure",
          "Generic failure during image inspection.",
          "GENERIC_ERROR",
          500,
          error,
          Outlook.PASSING,
          cause);
    }
  }
}
