package io.caravan.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may know which: {@code docs/architecture.md} has the reasons. */
class ArchitectureTest {

    private static final String ROOT = "io.caravan";

    /** From the ground up: a package may use those of the floors below its own, and none beside it. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("text"),
            Set.of("files"),
            Set.of("settings", "inspect"),
            Set.of("http"),
            Set.of("cloud"),
            Set.of("swift", "job", "images"),
            Set.of("upload.region"),
            Set.of("intake", "content", "upload", "cleanup", "download"),
            Set.of("imports"),
            Set.of("imports.vmimport", "imports.glance", "imports.none", "check"),
            Set.of("control"),
            Set.of("web"),
            Set.of("daemon"),
            Set.of("cli.console"),
            Set.of("cli.demo", "cli.jobs"),
            Set.of("cli"),
            Set.of(""));

    /** The embedded cloud's own floors. It stands beside the others, and only {@code cli} opens its door. */
    private static final List<Set<String>> SANDBOX = List.of(
            Set.of("sandbox.http"),
            Set.of("sandbox.keystone"),
            Set.of("sandbox.swift"),
            Set.of("sandbox.imports", "sandbox.glance"),
            Set.of("sandbox"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyPackageHasItsFloor() {
        Set<String> known = new TreeSet<>();
        FLOORS.forEach(known::addAll);
        SANDBOX.forEach(known::addAll);
        Set<String> there = CLASSES.stream().map(ArchitectureTest::home).collect(Collectors.toCollection(TreeSet::new));

        assertThat(there).isEqualTo(known);
    }

    @Test
    void arrowsRunDownOnly() {
        assertThat(arrowsUp(FLOORS)).isEmpty();
    }

    @Test
    void arrowsRunDownOnlyInTheSandbox() {
        assertThat(arrowsUp(SANDBOX)).isEmpty();
    }

    @Test
    void packagesMakeNoCircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void jobsKnowNothingOfTheCloud() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".job..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".cloud..", ROOT + ".http..", "org.apache.hc..", "org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandsSeeTheSandbox() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".sandbox..", ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".sandbox..")
                .check(CLASSES);
    }

    @Test
    void theSandboxSeesNothingButItself() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FLOORS.stream()
                        .flatMap(Set::stream)
                        .map(home -> home.isEmpty() ? ROOT : ROOT + "." + home)
                        .toArray(String[]::new))
                .check(CLASSES);
    }

    /** Every use of a class on the same floor or a higher one, a line each. */
    private static List<String> arrowsUp(List<Set<String>> floors) {
        List<String> arrows = new ArrayList<>();
        for (JavaClass user : CLASSES) {
            int floor = floorOf(home(user), floors);
            user.getDirectDependenciesFromSelf().stream()
                    .filter(arrow -> floor >= 0
                            && floorOf(home(arrow.getTargetClass()), floors) >= floor
                            && !home(arrow.getTargetClass()).equals(home(user)))
                    .forEach(arrow -> arrows.add(arrow.getDescription()));
        }
        return arrows;
    }

    private static int floorOf(String home, List<Set<String>> floors) {
        for (int floor = 0; floor < floors.size(); floor++) {
            if (floors.get(floor).contains(home)) {
                return floor;
            }
        }
        return -1;
    }

    /** The class's package without {@code io.caravan.}; that of a class of somebody else's is no package of ours. */
    private static String home(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) {
            return "";
        }
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
    }
}
