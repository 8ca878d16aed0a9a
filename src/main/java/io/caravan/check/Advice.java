package io.caravan.check;

import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.swift.WantedContainer;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What an operator can do about a failure of a service. */
final class Advice {

    private Advice() {}

    /** In one sentence; empty where the failure's own message says it. */
    static String about(Exception problem) {
        if (problem instanceof SignInException) {
            return "";
        }
        if (problem instanceof ServiceRefusal refusal) {
            return about(refusal);
        }
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "no such host is known here: see the URL, and this machine's DNS";
            }
            if (cause instanceof SocketTimeoutException) {
                return "nothing came back in time: see the URL, firewalls, and whether a proxy is needed (caravan.http.proxy)";
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return "nobody listens there: see the address and its port, and whether the service is up";
            }
            if (cause instanceof SSLException) {
                return "see whether the URL is the right one, and caravan.cloud.cacert for a certificate of your own authority";
            }
        }
        return "see whether the service is up, and what stands between it and this machine";
    }

    private static String about(ServiceRefusal refusal) {
        boolean quota = refusal.words().toLowerCase(Locale.ROOT).contains("quota");
        return switch (refusal.status()) {
            case 301, 302, 303, 307, 308 ->
                "no request is sent on, since the token would go along: the URL itself should lead there,"
                        + " see the catalog's endpoint, or caravan.cloud.object-store-url";
            case 401 ->
                "the service does not take Keystone's token: see whether it belongs to the same cloud; Ceph's gateway"
                        + " answers so to a user without a role that it accepts, too";
            case 403 ->
                "this user may not do that: it needs a role that may (member, or what this cloud calls it),"
                        + " in the project that the account belongs to";
            case 404 -> "nothing is there: see the catalog's endpoint, or caravan.cloud.object-store-url";
            case 407 -> "a proxy on the way wants a login: caravan.http.proxy takes http://user:password@host:port";
            case 409 ->
                WantedContainer.isAnotherProjects(refusal.words())
                        ? "another project has a container of that name, and on this cloud all projects share one"
                                + " namespace: choose another with caravan.image.container"
                        : "see what the service said";
            case 413 ->
                quota
                        ? "a quota is reached: have it raised, or delete what isn't needed any more"
                        : "the service takes nothing that large";
            case 429, 498 -> "the service limits how often it may be asked: try again later";
            case 500, 502, 503, 504 ->
                "the service itself answers, but something behind it does not (for Swift: its account,"
                        + " container or object servers): tell whoever runs it; images wait until it works again";
            case 507 -> "the service's disks are full: tell whoever runs it";
            default -> "see what the service said";
        };
    }
}
