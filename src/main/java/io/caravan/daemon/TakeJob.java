package io.caravan.daemon;

import io.caravan.job.Dispatcher;
import io.caravan.job.ImageJob;
import io.caravan.job.Suspects;
import io.caravan.upload.Segment;
import io.caravan.upload.SegmentTally;
import io.caravan.upload.UploadRun;
import io.caravan.upload.Uploads;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of every stage: takes the job whose id, or whose last notice, was handed on, and sees to it that the job
 * is let go of when the message has come to its end, whichever that is. It is the one place that does: no route can end, or fail, past it.
 */
public final class TakeJob implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(TakeJob.class);

    private final Dispatcher dispatcher;
    private final Uploads uploads;
    private final Suspects suspects;
    private final Duration afterFailure;
    private ProducerTemplate template;

    /** @param afterFailure how long a job rests whose stage has broken without saying what is to become of it */
    TakeJob(Dispatcher dispatcher, Uploads uploads, Suspects suspects, Duration afterFailure) {
        this.dispatcher = dispatcher;
        this.uploads = uploads;
        this.suspects = suspects;
        this.afterFailure = afterFailure;
    }

    /** Takes the job; a message whose job isn't there to be taken ends here, since it was handed on twice. */
    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        String id;
        if (exchange.getMessage().getBody() instanceof Notices.Told told) {
            if (!told.job().hasEnded()) {
                return; // a notice on the way, which holds nothing
            }
            id = told.job().id();
        } else {
            id = exchange.getMessage().getMandatoryBody(String.class); // a broker may hand on bytes
        }
        Release release = new Release(id);
        Optional<ImageJob> job = dispatcher.take(id, release);
        if (job.isEmpty()) {
            LOG.info("job {} was handed on twice, or is over; nothing is done twice", id);
            exchange.setRouteStop(true);
            return;
        }
        suspects.begins(id);
        exchange.setProperty("job", job.get());
        exchange.getExchangeExtension().addOnCompletion(release);
    }

    /** Makes the message at hand, which all segments of an upload have come together in, the one that lets go. */
    public void takeOver(Exchange exchange) {
        SegmentTally tally = exchange.getMessage().getBody(SegmentTally.class);
        String id = tally.run().job().id();
        Release release = new Release(id);
        dispatcher.takeOver(id, release);
        exchange.getExchangeExtension().addOnCompletion(release);
    }

    private synchronized ProducerTemplate template(Exchange exchange) {
        if (template == null) {
            template = exchange.getContext().createProducerTemplate();
        }
        return template;
    }

    private final class Release extends SynchronizationAdapter {

        private final String id;

        Release(String id) {
            this.id = id;
        }

        /** Another queue's message is none of ours. */
        @Override
        public boolean allowHandover() {
            return false;
        }

        /**
         * While the daemon stops, Camel ends what waits for another try without asking anybody what that means: it means
         * nothing, and the job goes on at the next start.
         */
        @Override
        public void onFailure(Exchange exchange) {
            if (uploads.isStopping()) {
                LOG.info("job {} is left as it is, the daemon is stopping", id);
                exchange.setException(null);
            } else {
                dispatcher.pause(id, afterFailure);
            }
            super.onFailure(exchange);
        }

        @Override
        public void onDone(Exchange exchange) {
            if (exchange.getMessage().getBody() instanceof UploadRun run) {
                if (run.hasReported()) {
                    return; // whoever has gathered the segments holds the job
                }
                uploads.abandon(run);
            }
            if (exchange.getProperty("stream") instanceof Segment stream) {
                uploads.abandon(stream);
            }
            if (dispatcher.isHeldBy(id, this)) {
                suspects.ends(id); // before anyone else can begin
            }
            dispatcher.release(id, this);
            wake(exchange);
        }

        /** Whoever waits for what this job held may go at once. */
        private void wake(Exchange exchange) {
            if (!uploads.isStopping()) {
                template(exchange).send("direct:wake", message -> {});
            }
        }
    }
}
