package io.caravan.imports;

import io.caravan.cloud.CloudEndpoints;
import io.caravan.content.ImageContent;
import io.caravan.job.FinishJob;
import io.caravan.job.JobFolder;
import io.caravan.job.JobJournal;
import io.caravan.job.Jobs;
import io.caravan.settings.Settings;
import io.caravan.swift.KnownLimits;
import io.caravan.upload.Uploads;
import java.time.Clock;

/**
 * What an import service works with.
 *
 * @param clock tells the time of day, in which the journal is written
 */
public record ImportTools(
        Settings settings,
        CloudEndpoints endpoints,
        JobJournal journal,
        Jobs jobs,
        FinishJob finish,
        JobFolder folder,
        ImageContent content,
        Uploads uploads,
        KnownLimits limits,
        ImportWatch watch,
        Clock clock) {}
