package io.caravan;

import io.caravan.cli.CheckCommand;
import io.caravan.cli.CompletionCommand;
import io.caravan.cli.DemoCommand;
import io.caravan.cli.DownloadCommand;
import io.caravan.cli.GcCommand;
import io.caravan.cli.ListCommand;
import io.caravan.cli.RunCommand;
import io.caravan.cli.SandboxCommand;
import io.caravan.cli.TokenCommand;
import io.caravan.cli.UploadCommand;
import io.caravan.cloud.HttpAnswers;
import io.caravan.settings.SettingsException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code caravan <command>}. Exit codes: 0 done, 1 failed, 2 a wrong command line. */
@Command(
        name = "caravan",
        description = "Drop a disk image into a folder; get a registered cloud image.",
        mixinStandardHelpOptions = true,
        versionProvider = Caravan.Version.class,
        footer = {
            "",
            "Begin with: ./caravan demo",
            "Settings: application.properties; everything else: README.md",
            "Exit codes: 0 done, 1 failed, 2 wrong command line"
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            CheckCommand.class,
            RunCommand.class,
            UploadCommand.class,
            ListCommand.class,
            DownloadCommand.class,
            GcCommand.class,
            TokenCommand.class,
            SandboxCommand.class,
            CompletionCommand.class
        })
public final class Caravan implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Caravan() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Caravan())
                .setParameterExceptionHandler((trouble, words) -> {
                    System.err.println("caravan: " + wrongWord(trouble));
                    trouble.getCommandLine().usage(System.err);
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((trouble, line, parsed) -> {
                    explain(trouble);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String wrongWord(CommandLine.ParameterException trouble) {
        if (trouble instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return "there is no '" + unmatched.getUnmatched().get(0) + "'";
        }
        return trouble.getMessage();
    }

    /** Says why a command failed; what nobody foresaw comes with its stack trace. */
    private static void explain(Exception trouble) {
        if (trouble instanceof SettingsException settings) {
            System.err.println("caravan: these settings won't do:");
            settings.problems().forEach(problem -> System.err.println("  " + problem));
            System.err.println("To try it without a cloud: ./caravan run --sandbox");
        } else if (trouble instanceof StartException || trouble.getClass() == IOException.class) {
            System.err.println("caravan: " + trouble.getMessage());
        } else if (trouble instanceof IOException) {
            System.err.println("caravan: " + HttpAnswers.what(trouble));
        } else {
            trouble.printStackTrace();
        }
    }

    /** What Caravan calls itself in requests. */
    public static String userAgent() {
        return "caravan/" + version();
    }

    private static String version() {
        return Optional.ofNullable(Caravan.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    /** Tells the version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"caravan " + version()};
        }
    }
}
