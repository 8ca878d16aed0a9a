package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** DELETE of a static large object with its segments: the status is always 200, the truth stands in the body. */
final class LargeDeletes {
    private final ObjectVault vault;

    LargeDeletes(ObjectVault vault) {
        this.vault = vault;
    }

    /** Something to delete; a manifest's own segments are taken first. */
    private record Target(String name, boolean manifest) {}

    private static final class Tally {
        private int deleted;
        private int notFound;
        private final List<LargeReport.Problem> problems = new ArrayList<>();
    }

    Reply delete(Exchange exchange, AccountPath path, Access access) {
        LargeReport report = LargeReport.of(exchange);
        return Reply.of(200, report.contentType(), new Payload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public void writeTo(ByteSink sink) throws IOException {
                Tally tally = deleteAll("/" + path.container() + "/" + path.object(), access);
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("Response Status", LargeReport.status(tally.problems.isEmpty() ? 200 : 400));
                fields.put("Response Body", "");
                fields.put("Number Deleted", tally.deleted);
                fields.put("Number Not Found", tally.notFound);
                Payload.bytes(report.bytes(fields, tally.problems)).writeTo(sink);
            }
        });
    }

    private Tally deleteAll(String manifest, Access access) throws IOException {
        Tally tally = new Tally();
        Deque<Target> targets = new ArrayDeque<>(List.of(new Target(manifest, true)));
        while (!targets.isEmpty()) {
            Target target = targets.remove();
            if (!target.manifest()) {
                remove(target.name(), access, tally);
                continue;
            }
            try {
                targets.addAll(segments(target.name(), access));
                targets.add(new Target(target.name(), false));
            } catch (Refusal refusal) {
                note(target.name(), refusal.reply().status(), "Not an SLO manifest", tally);
            }
        }
        return tally;
    }

    /** The segments that a manifest names; 400 if it is none. */
    private List<Target> segments(String name, Access access) throws IOException {
        access.mayRead();
        SegmentList.Place place = SegmentList.Place.parse(name);
        Optional<Container> container = vault.container(place.container());
        VaultObject object = container
                .flatMap(home -> home.find(place.object()))
                .orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
        if (object.sloEtag().isEmpty()) {
            throw new Refusal(Reply.empty(400));
        }
        List<Target> targets = new ArrayList<>();
        for (JsonNode entry : SegmentList.stored(container.get(), object).entries()) {
            if (!entry.has("data")) {
                targets.add(new Target(
                        entry.path("name").asText(), entry.path("sub_slo").asBoolean()));
            }
        }
        return targets;
    }

    private void remove(String name, Access access, Tally tally) throws IOException {
        SegmentList.Place place = SegmentList.Place.parse(name);
        try {
            access.mayWrite();
        } catch (Refusal refusal) {
            note(name, refusal.reply().status(), "", tally);
            return;
        }
        Optional<Container> container = vault.container(place.container());
        if (container.isPresent() && vault.remove(container.get(), place.object())) {
            tally.deleted++;
        } else {
            tally.notFound++;
        }
    }

    private static void note(String name, int status, String wordsOf400, Tally tally) {
        if (status == 404) {
            tally.notFound++;
        } else {
            tally.problems.add(LargeReport.Problem.of(name, status == 400 ? wordsOf400 : LargeReport.status(status)));
        }
    }
}
