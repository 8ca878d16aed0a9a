package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.TokenOwner;
import io.caravan.sandbox.keystone.Tokens;

/**
 * What the token of a request may do in the account that the request names. Ceph tells less: a role that it does not
 * accept is 401 like a token that is none, and without a token there is no container.
 */
final class Access {
    private final Tokens tokens;
    private final String token;
    private final AccountPath path;
    private final boolean ceph;
    private final String identityUrl;
    private boolean signed;

    Access(Tokens tokens, Exchange exchange, AccountPath path, String identityUrl, boolean ceph) {
        this.tokens = tokens;
        this.token = exchange.header("X-Auth-Token").orElse("");
        this.path = path;
        this.ceph = ceph;
        this.identityUrl = identityUrl;
    }

    /** One whose request is signed: it may read this object, and needs no token. */
    Access signed() {
        signed = true;
        return this;
    }

    /** Whether the account's own secrets may be told. */
    boolean isOwner() {
        return tokens.grant(token)
                .filter(grant -> grant.includes(TokenOwner.Role.MEMBER))
                .isPresent();
    }

    /** Refuses with 401 a token that is not good, and with 403 one that is good for something else. */
    void mayRead() {
        check(TokenOwner.Role.READER);
    }

    /** Like {@link #mayRead}, and refuses with 403 who may read only. */
    void mayWrite() {
        check(TokenOwner.Role.MEMBER);
    }

    private void check(TokenOwner.Role needed) {
        if (signed && needed == TokenOwner.Role.READER) {
            return;
        }
        if (ceph && token.isEmpty()) {
            throw new Refusal(path.isAccount() ? SwiftReplies.forbidden() : SwiftReplies.notFound());
        }
        TokenOwner grant = tokens.grant(token).orElseThrow(this::unauthorized);
        if (ceph && !grant.includes(TokenOwner.Role.MEMBER)) {
            throw unauthorized();
        }
        if (!path.account().equals(Addresses.ACCOUNT) || !grant.includes(needed)) {
            throw new Refusal(SwiftReplies.forbidden());
        }
    }

    private Refusal unauthorized() {
        return new Refusal(SwiftReplies.unauthorized(path.account(), identityUrl));
    }
}
