package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Run after all tests, in a run of its own: no step of any route may be one that was never taken. */
class RouteCoverageCheck {

    @Test
    void everyStepOfEveryRouteWasTakenInSomeTest() throws IOException {
        Set<String> taken = RouteCoverage.all();
        List<String> steps =
                RouteFiles.read().steps().stream().map(RouteFiles.Step::id).toList();

        assertThat(taken).as("steps that were taken").isNotEmpty();
        assertThat(steps)
                .filteredOn(step -> !taken.contains(step))
                .as("steps never taken")
                .isEmpty();
    }
}
