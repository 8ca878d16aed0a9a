package io.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.caravan.check.Checkup;
import io.caravan.check.Finding;
import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.Wrapped;
import io.caravan.imports.ImportServices;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.Version;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan check}: whether an image would get through. */
@Command(
        name = "check",
        description = {
            "Tries what an image needs: spool, sign-in, endpoints, limits, containers (made if missing), a tiny object"
                    + " put, read and deleted in each, the import service. Says what works, and what to do about the rest.",
            "Exit code 0 when nothing failed, else 1."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer>, AnswersInJson {

    /** The column that details begin in. */
    private static final int DETAIL = 22;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Option(names = "--json", description = "Prints a JSON array: check, state (ok, failed, skipped), detail, advice.")
    private boolean json;

    /** What it prints, it prints at its end. */
    @Override
    public boolean wantsErrorInJson() {
        return json;
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        Settings settings = ImportServices.read(definitions.source(Map.of()));
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        boolean green = new Checkup(settings, Version.userAgent(), Clock.systemUTC(), finding -> {
                    findings.add(finding);
                    if (!json) {
                        print(out, finding);
                    }
                })
                .run();
        if (json) {
            out.println(array(findings));
        }
        out.flush();
        return green ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void print(PrintWriter out, Finding finding) {
        String state =
                finding.state() == Finding.State.SKIPPED ? "-" : finding.state() == Finding.State.OK ? "ok" : "FAILED";
        print(out, String.format("%-13s %-6s  ", finding.check(), state), finding.detail());
        if (!finding.advice().isEmpty()) {
            print(out, " ".repeat(DETAIL) + "> ", finding.advice());
        }
        out.flush();
    }

    private static void print(PrintWriter out, String head, String text) {
        out.println(Wrapped.at(Caller.outColumns(), Math.max(DETAIL, head.length()), head + text));
    }

    private static String array(List<Finding> findings) throws JsonProcessingException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(new LinkedHashMap<>());
            Map<String, String> row = rows.get(rows.size() - 1);
            row.put("check", finding.check());
            row.put("state", finding.state().name().toLowerCase(Locale.ROOT));
            row.put("detail", finding.detail());
            row.put("advice", finding.advice());
        }
        return Json.MAPPER.writeValueAsString(rows);
    }
}
