package io.imagepeek.source;

import java.time.Duration;
import java.util.Optional;

/**
 * What a source is asked for.
 *
 * @param credentials what the caller supplied, used only where the source demands some
 * @param maxAge how long ago the source may have been asked what the name means; zero: it is asked
 *     now, whatever is known of it; empty where the caller does not say
 */
public record ImageRequest(
    ImageName name, Optional<Credentials> credentials, Optional<Duration> maxAge) {}
