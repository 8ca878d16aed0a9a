package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.TokenOwner;
import io.caravan.sandbox.keystone.Tokens;

/** What the token of a request may do in the account that the request names. */
final class Access {
    private final Tokens tokens;
    private final String token;
    private final String account;
    private final String identityUrl;

    Access(Tokens tokens, Exchange exchange, String account, String identityUrl) {
        this.tokens = tokens;
        this.token = exchange.header("X-Auth-Token").orElse("");
        this.account = account;
        this.identityUrl = identityUrl;
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
        TokenOwner grant =
                tokens.grant(token).orElseThrow(() -> new Refusal(SwiftReplies.unauthorized(account, identityUrl)));
        if (!account.equals(Addresses.ACCOUNT) || !grant.includes(needed)) {
            throw new Refusal(SwiftReplies.forbidden());
        }
    }
}
