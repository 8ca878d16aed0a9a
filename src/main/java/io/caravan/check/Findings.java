package io.caravan.check;

import io.caravan.check.Finding.State;
import io.caravan.http.HttpAnswers;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.function.Consumer;

/** What was found so far, told one after the other. */
final class Findings {

    private final Consumer<Finding> listener;
    private boolean green = true;

    /** @param listener is told of each as it is made */
    Findings(Consumer<Finding> listener) {
        this.listener = listener;
    }

    /** Whether nothing has failed. */
    boolean green() {
        return green;
    }

    void tell(Finding finding) {
        green = green && finding.state() != State.FAILED;
        listener.accept(finding);
    }

    void failed(String check, Exception problem) {
        tell(Finding.failed(check, LogText.clean(words(problem)), Advice.about(problem)));
    }

    static String words(Exception problem) {
        return problem.getClass() == IOException.class ? problem.getMessage() : HttpAnswers.what(problem);
    }
}
