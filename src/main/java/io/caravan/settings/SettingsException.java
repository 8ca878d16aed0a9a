package io.caravan.settings;

import java.util.List;

/** Settings that can't be started with; {@link #problems()} lists them all, one line each, every line naming its key. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, one line each: key, value, what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
