package io.imagepeek.faults;

import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.UnansweredPort;

/**
 * Whom the function may meet. Those that speak plain HTTP are here because the function must know
 * their ports before it starts; behind TLS, tests start their own.
 *
 * @param plain a registry for all, each test with repositories of its own
 * @param refused where nobody listens
 * @param tooLong states a Content-Length and sends more
 * @param nonsense states a Content-Length that is no number
 */
record Peers(
    ServerIdentity trusted,
    ServerIdentity unknownAuthority,
    ServerIdentity expired,
    ServerIdentity notYetValid,
    ServerIdentity otherName,
    ScriptedRegistry plain,
    int refused,
    UnansweredPort unanswered,
    RawPeer blackHole,
    RawPeer garbage,
    RawPeer hugeHeader,
    RawPeer endlessHeaders,
    RawPeer tooLong,
    RawPeer nonsense) {}
