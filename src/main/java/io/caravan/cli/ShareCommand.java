package io.caravan.cli;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.QuietLog;
import io.caravan.images.ImageAccount;
import io.caravan.images.ImageInfo;
import io.caravan.images.ImageSharing;
import io.caravan.images.ImageSharing.Shared;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan share}: an image for other projects. */
@Command(
        name = "share",
        description = {
            "Shares an image with projects, and accepts it for those that this user works in; for any other it is pending:"
                    + " it can be used there by its id, and is in the lists once that project accepts it.",
            "The exit code is 1 if it could not be shared with one of them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  caravan share web.qcow2 -p dev,0123456789abcdef0123456789abcdef",
            "  caravan share web.qcow2 -p dev --revoke"
        })
public final class ShareCommand implements Callable<Integer>, AnswersInJson {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(paramLabel = "<image>", description = "The image, by its id or by a name that only one has.")
    private String image = "";

    @Option(
            names = {"-p", "--projects"},
            split = ",",
            required = true,
            paramLabel = "<project>",
            description = "The projects, by id or by name, with commas between.")
    private List<String> projects = List.of();

    @Option(names = "--revoke", description = "Takes it back from them.")
    private boolean revoke;

    @Option(names = "--json", description = "Prints one JSON array, a project a line.")
    private boolean json;

    private final JsonRows rows = new JsonRows();

    @Override
    public boolean wantsErrorInJson() {
        return json && !rows.hasBegun();
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        Settings settings = Settings.read(definitions.source(Map.of()));
        boolean refused = false;
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            ImageAccount account = cloud.images();
            ImageInfo meant = account.meant(image);
            ImageSharing sharing = new ImageSharing(account, settings.cloud(), cloud.http(), cloud.retries());
            for (String project : projects) {
                Shared shared = revoke ? sharing.revoke(meant.id(), project) : sharing.share(meant.id(), project);
                refused |= shared.status().equals("refused");
                show(shared);
            }
        }
        if (json) {
            rows.end(out());
        }
        out().flush();
        return refused ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void show(Shared shared) {
        if (json) {
            rows.add(out(), shared);
        } else {
            out().println((LogText.clean(shared.project()) + ": " + shared.status()
                    + (shared.why().isEmpty() ? "" : ", " + shared.why())));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
