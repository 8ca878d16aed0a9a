package io.caravan.intake;

import io.caravan.job.ImageRequest;
import java.util.Optional;

/** Whoever takes images in the end, as far as it is known what would be refused. */
@FunctionalInterface
public interface Taker {

    /** Why an image of that size with these wishes would be refused; empty when it would be taken. */
    Optional<String> problem(ImageRequest request, long bytes);
}
