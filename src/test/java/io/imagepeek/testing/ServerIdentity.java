package io.imagepeek.testing;

import java.nio.file.Path;

/**
 * What a TLS server shows to its clients, as files that any server can read.
 *
 * @param certPem the certificate, PEM
 * @param keyPem its private key, unencrypted PKCS#8 PEM (EC, P-256)
 */
public record ServerIdentity(Path certPem, Path keyPem) {}
