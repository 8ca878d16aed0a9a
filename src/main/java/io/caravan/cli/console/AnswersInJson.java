package io.caravan.cli.console;

/** A command that can print its result as JSON, and then says so in JSON as well when there is none. */
public interface AnswersInJson {

    /** Whether JSON was asked for and nothing of it is printed yet. */
    boolean wantsErrorInJson();
}
