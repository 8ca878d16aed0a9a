package io.caravan.daemon;

import io.caravan.files.PropertiesFile;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportServices;
import io.caravan.job.Dispatcher;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Camel Main with the settings, and with the routes that are needed; the routes' beans are still to be bound. */
final class CamelMain {

    private CamelMain() {}

    /** @param watching whether there is an inbox to look into */
    static Main of(Settings settings, CloudServices services, boolean watching) throws IOException {
        Main main = new Main();
        // Camel reads the file in a way of its own, in another charset
        main.setDefaultPropertyPlaceholderLocation("false");
        PropertiesFile.read(Daemon.PROPERTIES).forEach(main::addInitialProperty);
        settings.values().forEach(main::addOverrideProperty);
        ofThisRun(settings, services, watching).forEach(main::addOverrideProperty);
        main.addMainListener(new RoutesReadOnce.Setup());
        return main;
    }

    /**
     * What routes need and no setting says as it is: under names that no setting has, so that nothing from outside takes
     * their place.
     */
    private static Map<String, String> ofThisRun(Settings settings, CloudServices services, boolean watching) {
        int consumers = settings.upload().imagesParallel() + Dispatcher.MOST_OWNERS_BEYOND;
        return Map.of(
                "caravan.run.image-consumers",
                "" + consumers,
                "caravan.run.import-service",
                services.imports().word(),
                "caravan.run.watching",
                "" + watching,
                "camel.main.auto-startup",
                "false", // startRoutes
                "camel.main.routes-exclude-pattern",
                routesOfOthers(services.imports()));
    }

    /** Files that are not even read; the preconditions of the routes in them would keep these out, too. */
    private static String routesOfOthers(ImportService used) {
        return ImportServices.wordsOfOthers(used).stream()
                .map(word -> "**/import-" + word + "*.camel.yaml")
                .collect(Collectors.joining(","));
    }

    /** Once Camel stands: a queue's consumers that begin before that sleep for a while. */
    static void startRoutes(Main main) throws Exception {
        CamelContext context = main.getCamelContext();
        context.setAutoStartup(true);
        context.getRouteController().startAllRoutes();
    }
}
