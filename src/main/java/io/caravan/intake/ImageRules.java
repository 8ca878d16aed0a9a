package io.caravan.intake;

import io.caravan.job.ImageRequest;
import io.caravan.job.SourceFile;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What may be wanted of an image, and which images will do. */
final class ImageRules {

    /** Characters of the longest display name, and of what an operating system is called; Glance takes as many. */
    private static final int LONGEST_TEXT = 255;

    /** Bytes of the least segment that a sidecar may ask for, unless the setting is smaller. */
    private static final long LEAST_SEGMENT = 64 << 10;

    private final Settings settings;
    private final Taker taker;

    ImageRules(Settings settings, Taker taker) {
        this.settings = settings;
        this.taker = taker;
    }

    /** What the settings alone want of an image. */
    ImageRequest byDefault(String image) {
        return new ImageRequest(
                image,
                settings.image().container(),
                image,
                settings.image().osType(),
                settings.upload().segmentSize(),
                false,
                settings.image().minRam(),
                settings.image().minDisk(),
                settings.image().registration(),
                List.of());
    }

    /**
     * The settings and what is wanted of this image, merged.
     *
     * @param dropped whether that was dropped into the inbox; whoever may do so may not do everything
     * @throws ImageRefused when it asks for something that it may not have
     */
    ImageRequest request(String image, Sidecar wanted, boolean dropped) throws ImageRefused {
        if (dropped) {
            checkDropped(wanted);
        }
        ImageRequest byDefault = byDefault(image);
        return new ImageRequest(
                wanted.name().orElse(byDefault.name()),
                wanted.container().orElse(byDefault.container()),
                wanted.object().orElse(byDefault.object()),
                wanted.osType().or(byDefault::osType),
                wanted.segmentSize().orElse(byDefault.segmentSize()),
                wanted.segmentSize().isPresent(),
                wanted.minRam().or(byDefault::minRam),
                wanted.minDisk().or(byDefault::minDisk),
                wanted.registration().or(byDefault.registration()),
                wanted.checksums());
    }

    private void checkDropped(Sidecar wanted) throws ImageRefused {
        Optional<String> container = wanted.container();
        refuseFor(container.flatMap(ObjectNames::problemWithContainer));
        if (container.isPresent() && !settings.inbox().allows(container.get())) {
            throw new ImageRefused("the sidecar asks for the container '" + LogText.clean(container.get())
                    + "'; caravan.inbox.containers allows "
                    + String.join(", ", settings.inbox().containers()));
        }
        long least = Math.min(LEAST_SEGMENT, settings.upload().segmentSize());
        Optional<Long> segment = wanted.segmentSize();
        if (segment.isPresent() && segment.get() < least) {
            checkSegmentSize(segment.get());
            throw new ImageRefused("segmentSize is " + segment.get() + " bytes; a sidecar may ask for "
                    + Quantities.readable(least) + " or more");
        }
    }

    /**
     * Makes sure that an image will do.
     *
     * @param most bytes of the largest that is taken
     * @throws ImageRefused with what is wrong
     */
    void check(Path image, SourceFile source, ImageRequest request, long most) throws ImageRefused {
        if (!Files.isReadable(image)) {
            throw new ImageRefused("the file can't be read: its permissions don't allow it to this user");
        }
        if (source.bytes() > most) {
            throw new ImageRefused("the file has " + Quantities.readable(source.bytes()) + "; at most "
                    + Quantities.readable(most) + " are taken (caravan.inbox.max-size)");
        }
        if (request.name().isBlank()) {
            throw new ImageRefused("the image's name is blank");
        }
        checkLength("the image's name", request.name());
        checkLength("osType", request.osType().orElse(""));
        refuseFor(ObjectNames.problemWithContainer(request.container()));
        refuseFor(ObjectNames.problemWithObject(request.object()));
        refuseFor(request.registration().problem());
        refuseFor(taker.problem(request, source.bytes()));
        checkSegments(source, request);
        if (request.minRam().filter(value -> value < 0).isPresent()
                || request.minDisk().filter(value -> value < 0).isPresent()) {
            throw new ImageRefused("minRam and minDisk are not below 0");
        }
    }

    private static void checkSegmentSize(long size) throws ImageRefused {
        if (size < 1 || size > Settings.LARGEST_OBJECT) {
            throw new ImageRefused("segmentSize is " + size + " bytes; it is from 1 byte to "
                    + Quantities.readable(Settings.LARGEST_OBJECT));
        }
    }

    private static void checkSegments(SourceFile source, ImageRequest request) throws ImageRefused {
        long size = request.segmentSize();
        checkSegmentSize(size);
        if (request.segmentSizeFixed() && (source.bytes() - 1) / size >= Settings.MOST_SEGMENTS) {
            throw new ImageRefused("with a segmentSize of " + size + " bytes there would be more than "
                    + Settings.MOST_SEGMENTS + " segments, which is the most for one image");
        }
    }

    private static void checkLength(String what, String text) throws ImageRefused {
        if (text.length() > LONGEST_TEXT) {
            throw new ImageRefused(
                    what + " has " + text.length() + " characters, at most " + LONGEST_TEXT + " are taken");
        }
    }

    private static void refuseFor(Optional<String> problem) throws ImageRefused {
        if (problem.isPresent()) {
            throw new ImageRefused(problem.get());
        }
    }
}
