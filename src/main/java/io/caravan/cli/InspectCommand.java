package io.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Wrapped;
import io.caravan.inspect.ImageInspector;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan inspect}: what an image is, and whether anything speaks against it. */
@Command(
        name = "inspect",
        description = {
            "Tells an image's format and the size of its disk, and what would keep a cloud from starting it: other files"
                    + " that it needs, a missing end, encryption. Reads less than 1 MiB of it, and needs no cloud.",
            "Exit code 0 when the image can be sent, else 1."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  caravan inspect web.qcow2",
            "  caravan inspect --json web.qcow2 | jq .virtualBytes"
        })
public final class InspectCommand implements Callable<Integer>, AnswersInJson {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "<image>", description = "The file to look at.")
    private Path image;

    @Option(
            names = "--json",
            description =
                    "Prints JSON: format, variant, fileBytes, virtualBytes (null if unknown), fit, problems (kind, fact,"
                            + " offset, advice).")
    private boolean json;

    /** What it prints, it prints at its end. */
    @Override
    public boolean wantsErrorInJson() {
        return json;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(image)) {
            throw new IOException(LogText.clean(image.toString())
                    + (Files.exists(image) ? " is not a file" : " is not there, or can't be looked at"));
        }
        Inspection found = ImageInspector.inspect(image.toRealPath())
                .named(image.getFileName().toString());
        boolean fit = found.refusal().isEmpty();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(found, fit));
        } else {
            print(out, found, fit);
        }
        out.flush();
        return fit ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void print(PrintWriter out, Inspection found, boolean fit) {
        line(out, "image", LogText.clean(image.toString()));
        line(out, "format", found.description());
        line(
                out,
                "disk",
                (found.virtualBytes().isPresent()
                                ? Quantities.readable(found.virtualBytes().getAsLong())
                                : "of unknown size")
                        + ", in a file of " + Quantities.readable(found.fileBytes()));
        for (Problem problem : found.problems()) {
            line(out, word(problem), problem.fact() + " (byte " + problem.offset() + ")");
            if (!problem.advice().isEmpty()) {
                line(out, "", "> " + problem.advice());
            }
        }
        line(out, "verdict", fit ? "can be sent" : "is not to be sent");
    }

    private static String word(Problem problem) {
        String word = problem.kind().name();
        return problem.isRefusal() ? word : word.toLowerCase(Locale.ROOT);
    }

    private static void line(PrintWriter out, String head, String text) {
        String start = String.format("%-12s", head);
        out.println(Wrapped.at(Caller.outColumns(), start.length(), start + text));
    }

    private static String asJson(Inspection found, boolean fit) throws JsonProcessingException {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("format", found.format().word());
        shown.put("variant", found.variant());
        shown.put("fileBytes", found.fileBytes());
        shown.put(
                "virtualBytes",
                found.virtualBytes().isPresent() ? found.virtualBytes().getAsLong() : null);
        shown.put("fit", fit);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Problem problem : found.problems()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
            row.put("fact", problem.fact());
            row.put("offset", problem.offset());
            row.put("advice", problem.advice());
            rows.add(row);
        }
        shown.put("problems", rows);
        return Json.MAPPER.writeValueAsString(shown);
    }
}
