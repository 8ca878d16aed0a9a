package io.caravan.cli;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.QuietLog;
import io.caravan.images.ImageAccount;
import io.caravan.images.ImageInfo;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
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

/** {@code caravan images}: the images of the image service. */
@Command(
        name = "images",
        description = {
            "Lists the images of OpenStack's image service that this project owns, those that Caravan has made with a *.",
            "The number is that of the projects that an image is shared with."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  caravan images", "  caravan images web.qcow2 --json | jq -r '.[].id'"})
public final class ImagesCommand implements Callable<Integer>, AnswersInJson {

    /** An image as {@code --json} shows it. */
    private record Row(
            String id,
            String name,
            String status,
            Long size,
            String diskFormat,
            String visibility,
            List<String> members,
            boolean hidden,
            boolean isProtected,
            String job,
            String created) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(arity = "0..1", paramLabel = "<name>", description = "Lists only those of that name, hidden ones too.")
    private String name = "";

    @Option(names = "--all", description = "Lists the images of other projects, too.")
    private boolean all;

    @Option(names = "--json", description = "Prints one JSON array, an image a line.")
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
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            ImageAccount account = cloud.images();
            List<ImageInfo> images = name.isEmpty() ? account.all() : account.named(name);
            if (!json) {
                out().printf("%-36s  %-9s  %10s  %-9s  %2s  %s%n", "ID", "STATUS", "SIZE", "SEEN BY", "#", "NAME");
            }
            for (ImageInfo image : images) {
                if (all || cloud.isOwn(image)) {
                    show(account, image);
                }
            }
        }
        if (json) {
            rows.end(out());
        }
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    private void show(ImageAccount account, ImageInfo image) throws IOException {
        List<String> members = image.visibility().equals("shared") ? account.members(image.id()) : List.of();
        if (json) {
            rows.add(
                    out(),
                    new Row(
                            image.id(),
                            image.name(),
                            image.status(),
                            image.size().isPresent() ? image.size().getAsLong() : null,
                            image.diskFormat(),
                            image.visibility(),
                            members,
                            image.hidden(),
                            image.isProtected(),
                            image.job().orElse(""),
                            image.created()));
            return;
        }
        out().printf(
                        "%-36s  %-9s  %10s  %-9s  %2d  %s%s%n",
                        LogText.clean(image.id()),
                        LogText.clean(image.status()),
                        image.size().isPresent()
                                ? Quantities.readable(image.size().getAsLong())
                                : "-",
                        LogText.clean(image.visibility()),
                        members.size(),
                        LogText.clean(image.name()),
                        image.job().isPresent() ? " *" : "");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
