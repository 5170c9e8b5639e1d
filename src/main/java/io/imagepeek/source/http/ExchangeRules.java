package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What all exchanges of one client have in common.
 *
 * @param memory the budget that bodies are charged to
 * @param errorBytes bytes that are read of an error's body at most; the rest is not read
 * @param graceTime the time that other exchanges on a silent HTTP/2 connection keep after it is
 *     given up
 * @param requestCount counts a request just before it is sent: {@link
 *     InspectionContext#takeRequest} where the number of requests is limited, which throws once
 *     they are used up, else {@link InspectionContext#countRequest}
 */
public record ExchangeRules(
    MemoryBudget memory,
    int errorBytes,
    Duration graceTime,
    Consumer<InspectionContext> requestCount) {}
