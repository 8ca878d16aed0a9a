package io.caravan.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan completion}: what a shell needs in order to complete the command line. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in bash and zsh.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For this shell:    source <(./caravan completion)",
            "For every bash:    ./caravan completion > ~/.local/share/bash-completion/completions/caravan",
            "In zsh, before it: autoload -U +X bashcompinit && bashcompinit"
        })
public final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash("caravan", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
