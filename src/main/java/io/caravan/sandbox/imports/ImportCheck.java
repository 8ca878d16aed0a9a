package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.sandbox.swift.ObjectVault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks an import request, name first, then location, then os_type, then the rest. The two forms of message are K5's;
 * which number belongs to which parameter is invented.
 */
final class ImportCheck {
    static final int MISSING_NAME = 40001;
    static final int MISSING_LOCATION = 40003;
    static final int MISSING_OS_TYPE = 40005;
    static final int WRONG_ID = 40008;
    static final int WRONG_CHECKSUM = 40010;
    static final int WRONG_MIN_RAM = 40012;
    static final int WRONG_MIN_DISK = 40014;
    static final int MISSING_CONVERSION = 40015;
    static final int MISSING_DISK_FORMAT = 40017;
    static final int MISSING_USER_NAME = 40019;
    static final int MISSING_PASSWORD = 40021;
    static final int MISSING_DOMAIN_NAME = 40023;

    private static final Set<String> OS_TYPES = Set.of(
            "win2008R2SE",
            "win2008R2EE",
            "win2012SE",
            "win2012R2SE",
            "win2016SE_ja",
            "win2016SE_en",
            "rhel6",
            "rhel7",
            "centos",
            "ubuntu");
    private static final Pattern LOCATION = Pattern.compile("(?s)/v1/" + Addresses.ACCOUNT + "/([^/]+)/(.+\\.vmdk)");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ObjectVault vault;
    private final int generation;

    ImportCheck(ObjectVault vault, int generation) {
        this.vault = vault;
        this.generation = generation;
    }

    /** The job that the request asks for; a wrong one ends in a {@link Refusal}. */
    ImportJob accept(ObjectNode request, long sequence, Instant now) {
        String name = required(request, "name", MISSING_NAME);
        String location = required(request, "location", MISSING_LOCATION);
        Matcher place = place(location);
        String osType = required(request, "os_type", MISSING_OS_TYPE);
        if (!OS_TYPES.contains(osType)) {
            throw wrong("os_type", MISSING_OS_TYPE + 1);
        }
        String imageId = optional(request, "id", UUID_TEXT, WRONG_ID)
                .orElse(UUID.randomUUID().toString());
        String checksum = optional(request, "checksum", SHA1, WRONG_CHECKSUM).orElse("");
        JsonNode minRam = count(request, "min_ram", WRONG_MIN_RAM);
        JsonNode minDisk = count(request, "min_disk", WRONG_MIN_DISK);
        String userName = generation == 1 ? credentials(request) : "";
        return new ImportJob(
                UUID.randomUUID().toString(),
                imageId,
                sequence,
                now.toEpochMilli(),
                generation,
                name,
                location,
                place.group(1),
                place.group(2),
                osType,
                minRam,
                minDisk,
                checksum,
                userName,
                ImportJob.State.OPEN,
                "",
                0,
                0);
    }

    /** The location is plain text: K5's samples never show an escape, so none is decoded here. */
    private Matcher place(String location) {
        Matcher place = LOCATION.matcher(location);
        if (!place.matches() || vault.find(place.group(1), place.group(2)).isEmpty()) {
            throw wrong("location", MISSING_LOCATION + 1);
        }
        return place;
    }

    /** What generation 1 wants beside: conversion to raw, and the user, whose password comes in base64. */
    private static String credentials(ObjectNode request) {
        expect(request, "conversion", "true", MISSING_CONVERSION);
        expect(request, "disk_format", "raw", MISSING_DISK_FORMAT);
        expect(request, "user_name", DemoAccount.USER, MISSING_USER_NAME);
        String password = Base64.getEncoder().encodeToString(DemoAccount.PASSWORD.getBytes(StandardCharsets.UTF_8));
        expect(request, "password", password, MISSING_PASSWORD);
        expect(request, "domain_name", DemoAccount.DOMAIN, MISSING_DOMAIN_NAME);
        return DemoAccount.USER;
    }

    private static void expect(ObjectNode request, String parameter, String value, int code) {
        if (!required(request, parameter, code).equals(value)) {
            throw wrong(parameter, code + 1);
        }
    }

    private static String required(ObjectNode request, String parameter, int code) {
        JsonNode value = request.path(parameter);
        if (value.isMissingNode() || value.isNull() || value.asText().isEmpty() && value.isValueNode()) {
            throw refusal(code, "Required parameter '" + parameter + "' is not specified.");
        }
        if (!value.isTextual() && !value.isBoolean()) {
            throw wrong(parameter, code + 1);
        }
        return value.asText();
    }

    private static Optional<String> optional(ObjectNode request, String parameter, Pattern form, int code) {
        JsonNode value = request.path(parameter);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            throw wrong(parameter, code);
        }
        return Optional.of(value.asText());
    }

    private static JsonNode count(ObjectNode request, String parameter, int code) {
        JsonNode value = request.path(parameter);
        if (value.isMissingNode() || value.isNull()) {
            return TextNode.valueOf("0");
        }
        boolean isNumeric = value.isIntegralNumber() || value.isTextual();
        if (!isNumeric || !value.asText().matches("\\d{1,9}")) {
            throw wrong(parameter, code);
        }
        return value;
    }

    private static Refusal wrong(String parameter, int code) {
        return refusal(code, "Parameter '" + parameter + "' has invalid value.");
    }

    private static Refusal refusal(int code, String message) {
        return new Refusal(ImageImport.error(400, code, message));
    }
}
