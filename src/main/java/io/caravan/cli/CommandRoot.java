package io.caravan.cli;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.VisibleOutput;
import io.caravan.cli.console.Wrapped;
import io.caravan.cli.demo.DemoCommand;
import io.caravan.cli.jobs.CancelCommand;
import io.caravan.cli.jobs.JobsCommand;
import io.caravan.cli.jobs.PauseCommand;
import io.caravan.cli.jobs.PriorityCommand;
import io.caravan.cli.jobs.ReloadCommand;
import io.caravan.cli.jobs.ResumeCommand;
import io.caravan.cli.jobs.RetryCommand;
import io.caravan.daemon.StartException;
import io.caravan.http.HttpAnswers;
import io.caravan.settings.SettingsException;
import io.caravan.text.Json;
import io.caravan.text.Secrets;
import io.caravan.text.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code caravan <command>}. Exit codes: 0 done, 1 failed, 2 a wrong command line. */
@Command(
        name = "caravan",
        description = "Drop a disk image into a folder; get a registered cloud image.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandRoot.VersionProvider.class,
        footer = {
            "",
            "Begin with: ./caravan demo",
            "Settings: docs/settings.md; everything else: README.md",
            "Exit codes: 0 done, 1 failed, 2 wrong command line"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class CommandRoot implements Callable<Integer> {

    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            CheckCommand.class,
            InspectCommand.class,
            RunCommand.class,
            JobsCommand.class,
            RetryCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            PriorityCommand.class,
            ReloadCommand.class,
            UploadCommand.class,
            ListCommand.class,
            ImagesCommand.class,
            ShareCommand.class,
            DownloadCommand.class,
            GcCommand.class,
            TokenCommand.class,
            SandboxCommand.class,
            CompletionCommand.class,
            TrainingCommand.class);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private CommandRoot() {}

    /**
     * Runs the command that these words name, and writes to standard output and standard error.
     *
     * @return the exit code
     */
    public static int run(String... words) {
        VisibleOutput.install();
        boolean all = Arrays.asList(words).contains("completion");
        return commandLine(command -> all || Arrays.asList(words).contains(name(command)))
                .execute(words);
    }

    /** All that can be said on the command line. */
    public static CommandLine commandLine() {
        return commandLine(command -> true);
    }

    /** @param whole which commands come with their options; of any other, the name and what it does are enough */
    private static CommandLine commandLine(Predicate<Class<?>> whole) {
        CommandLine root = new CommandLine(new CommandRoot());
        for (Class<?> command : COMMANDS) {
            root.addSubcommand(whole.test(command) ? new CommandLine(command) : outline(command));
        }
        return root.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((problem, words) -> {
                    Wrapped.err("caravan: " + wrongWord(problem));
                    problem.getCommandLine().usage(System.err);
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionStrategy(CommandRoot::execute)
                .setExecutionExceptionHandler((problem, line, parsed) -> {
                    explain(problem);
                    if (line.getCommand() instanceof AnswersInJson command && command.wantsErrorInJson()) {
                        line.getOut().println(Json.MAPPER.writeValueAsString(Map.of("error", reason(problem))));
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static CommandLine outline(Class<?> command) {
        CommandLine.Model.CommandSpec outline =
                CommandLine.Model.CommandSpec.create().name(name(command));
        outline.usageMessage()
                .hidden(command.getAnnotation(Command.class).hidden())
                .description(command.getAnnotation(Command.class).description());
        return new CommandLine(outline);
    }

    /** A result that nobody could read is none: a full disk behind {@code >}, a pipe whose reader is gone. */
    private static int execute(CommandLine.ParseResult parsed) {
        int exit = new CommandLine.RunLast().execute(parsed);
        if (parsed.commandSpec().commandLine().getOut().checkError() && exit == CommandLine.ExitCode.OK) {
            System.err.println("caravan: standard output can't be written");
            return CommandLine.ExitCode.SOFTWARE;
        }
        return exit;
    }

    private static String wrongWord(CommandLine.ParameterException problem) {
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return "there is no '" + unmatched.getUnmatched().get(0) + "'";
        }
        return problem.getMessage();
    }

    /** Says why a command failed; what nobody foresaw comes with its stack trace. */
    private static void explain(Exception problem) {
        if (problem instanceof SettingsException settings) {
            System.err.println("caravan: these settings won't do:");
            settings.problems().forEach(line -> Wrapped.err("  " + line));
            System.err.println("To try it without a cloud: ./caravan run --sandbox");
        } else if (problem instanceof StartException || problem instanceof IOException) {
            Wrapped.err("caravan: " + reason(problem));
        } else {
            problem.printStackTrace();
        }
    }

    private static String reason(Exception problem) {
        return Secrets.hideLong(sentence(problem));
    }

    private static String sentence(Exception problem) {
        if (problem instanceof SettingsException settings) {
            return String.join("; ", settings.problems());
        }
        boolean isSentence = problem instanceof StartException || problem.getClass() == IOException.class;
        return isSentence ? String.valueOf(problem.getMessage()) : HttpAnswers.what(problem);
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    /** Tells the version from the jar's manifest. */
    static final class VersionProvider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"caravan " + Version.text()};
        }
    }
}
