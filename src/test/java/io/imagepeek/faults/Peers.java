package io.imagepeek.faults;

import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.UnansweredPort;
import java.net.Socket;

/**
 * Whom the function may meet. Those that speak plain HTTP are here because the function must know
 * their ports before it starts; behind TLS, tests start their own.
 *
 * @param plain a registry for all, each test with repositories of its own
 * @param refused bound, so that nobody else gets the port, but nobody listens
 * @param tooLong states a Content-Length and sends more, which looks like another answer
 * @param nonsense states a Content-Length that is no number
 */
record Peers(
    ServerIdentity trusted,
    ServerIdentity unknownAuthority,
    ServerIdentity expired,
    ServerIdentity notYetValid,
    ServerIdentity otherName,
    ScriptedRegistry plain,
    Socket refused,
    UnansweredPort unanswered,
    RawPeer blackHole,
    RawPeer garbage,
    RawPeer hugeHeader,
    RawPeer endlessHeaders,
    RawPeer tooLong,
    RawPeer nonsense) {}
