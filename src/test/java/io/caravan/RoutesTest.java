package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.bean.BeanInfo;
import org.junit.jupiter.api.Test;

/** What Camel doesn't check of the routes. */
class RoutesTest {

    private final RouteFiles files;

    RoutesTest() throws IOException {
        files = RouteFiles.read();
    }

    /** A mistyped one would start without a word, and without protection. */
    @Test
    void everyRouteConfigurationThatARouteNamesExists() {
        Set<String> known = ids(files.configurations());
        Set<String> named = files.routes().stream()
                .map(route -> route.path("routeConfigurationId").asText())
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());

        assertThat(named).isEqualTo(known);
    }

    /** A route with neither would meet Camel's own handler, which logs and drops. */
    @Test
    void everyRouteThatCanFailSaysWhoHandlesIt() {
        assertThat(files.routes())
                .filteredOn(route -> !route.has("routeConfigurationId") && !route.has("errorHandler"))
                .map(route -> route.path("id").asText())
                .containsExactlyInAnyOrder(
                        "dispatch-timer", "dispatch", "keep", "upload-progress", "poll-timer", "poll");
    }

    @Test
    void everyRouteSaysWhatItDoesAndEveryStepHasAnIdOfWords() {
        assertThat(files.routes()).allSatisfy(route -> {
            assertThat(route.path("id").asText()).matches("[a-z]+(-[a-z]+)*");
            assertThat(route.path("description").asText()).endsWith(".");
        });
        assertThat(files.steps())
                .allSatisfy(step -> assertThat(step.id())
                        .as("%s %s", step.kind(), step.content())
                        .matches("[a-z]+(-[a-z]+)*"));
    }

    @Test
    void everyDirectDoorIsThere() {
        List<String> asked = files.steps().stream()
                .map(step -> step.content().path("uri").asText())
                .filter(uri -> uri.startsWith("direct:"))
                .map(RouteContracts::door)
                .toList();
        Set<String> doors = files.routes().stream()
                .map(route -> route.path("from").path("uri").asText())
                .collect(Collectors.toSet());

        assertThat(doors).containsAll(asked);
    }

    /**
     * Camel reads a text among a call's parameters as syntax: {@code 'quotes'} are taken off, {@code null} is none, and a
     * comma is the next parameter. A header's or a setting's text never stands there; what holds it does.
     */
    @Test
    void noTextFromOutsideIsAParameter() {
        assertThat(files.calls())
                .hasSizeGreaterThan(20)
                .allSatisfy(call -> assertThat(call)
                        .doesNotContain("{{", "bodyAs")
                        .doesNotContainPattern("header\\.(?!CamelHttpResponseCode})")
                        .doesNotContainPattern("exchangeProperty\\.\\w+\\."));
    }

    /** The one component that adds the token: every other endpoint goes without, a web hook's first of all. */
    @Test
    void everyRequestToTheCloudNamesItsServiceAndItsMethod() {
        assertThat(files.steps())
                .filteredOn(step -> step.content().path("uri").asText().startsWith("cloud:"))
                .hasSizeGreaterThan(10)
                .extracting(step -> step.content().path("uri").asText())
                .allMatch(
                        uri -> uri.matches(
                                "cloud:(object-store|object-store-info|image-import|image)\\?httpMethod=(HEAD|GET|PUT|POST|PATCH|DELETE)\\b.*"));
        assertThat(files.steps())
                .extracting(step -> step.content().path("uri").asText())
                .noneMatch(uri -> uri.startsWith("http"));
    }

    /**
     * Camel takes {@code claimed} for a name of {@code isClaimed()}, too: a method {@code claimed(…)} beside it makes both
     * ambiguous or not, as the JVM happens to list them, in one process and not in the next.
     */
    @Test
    void noMethodHasTheShortNameOfAGetter() {
        List<String> ambiguous = new ArrayList<>();
        for (Class<?> type : mainClasses()) {
            Arrays.stream(type.getMethods())
                    .filter(method -> method.getDeclaringClass().getName().startsWith("io.caravan."))
                    .collect(Collectors.groupingBy(
                            BeanInfo::getGetterShorthandName, Collectors.mapping(Method::getName, Collectors.toSet())))
                    .values()
                    .stream()
                    .filter(names -> names.size() > 1)
                    .forEach(names -> ambiguous.add(type.getName() + " " + names));
        }

        assertThat(ambiguous).isEmpty();
    }

    /** Nothing that a step reads is there by chance: the descriptions of sub-routes say what they take and leave. */
    @Test
    void everySubRouteSaysWhatItTakesAndLeaves() {
        assertThat(new RouteContracts(files).problems()).isEmpty();
    }

    @Test
    void noIdIsUsedTwice() {
        List<String> ids = new ArrayList<>(
                Stream.concat(files.steps().stream().map(RouteFiles.Step::id), ids(files.routes()).stream())
                        .toList());

        assertThat(ids).doesNotHaveDuplicates();
    }

    private static List<Class<?>> mainClasses() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.caravan").stream()
                        .filter(type -> !type.getPackageName().startsWith("io.caravan.sandbox"))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    private static Set<String> ids(List<JsonNode> nodes) {
        return nodes.stream().map(node -> node.path("id").asText()).collect(Collectors.toSet());
    }
}
