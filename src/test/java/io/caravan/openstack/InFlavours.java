package io.caravan.openstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The kinds of cloud that a test means something in. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InFlavours.Condition.class)
@interface InFlavours {

    /** Flavours of {@code src/test/openstack/cloud up}. */
    String[] value();

    /** Looks at the cloud that is up. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getElement()
                    .map(element -> element.getAnnotation(InFlavours.class))
                    .map(flavours -> judge(List.of(flavours.value())))
                    .orElse(ConditionEvaluationResult.enabled("for all flavours"));
        }

        private static ConditionEvaluationResult judge(List<String> flavours) {
            try {
                String flavour = OpenStackCloud.find().flavour();
                return flavours.contains(flavour)
                        ? ConditionEvaluationResult.enabled(flavour)
                        : ConditionEvaluationResult.disabled("not for flavour " + flavour);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
