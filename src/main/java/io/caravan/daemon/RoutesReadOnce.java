package io.caravan.daemon;

import org.apache.camel.CamelContext;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Resource;

/**
 * Reads {@code routes/*.camel.yaml}. Camel's own reader parses each file twice, the first time for settings of Camel and
 * beans that a file may hold; these hold routes only.
 */
final class RoutesReadOnce extends YamlRoutesBuilderLoader {

    private RoutesReadOnce(CamelContext context) {
        setCamelContext(context);
    }

    @Override
    public void preParseRoute(Resource resource) {
        // all that is in it is read when its routes are
    }

    /** Has Camel use it. */
    static final class Setup extends MainListenerSupport {

        @Override
        public void beforeInitialize(BaseMainSupport main) {
            CamelContext context = main.getCamelContext();
            context.getRegistry().bind("routesReadOnce", new RoutesReadOnce(context));
        }
    }
}
