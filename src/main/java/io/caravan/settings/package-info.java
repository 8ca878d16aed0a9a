/**
 * Every setting: declared once in {@code Keys}, read from the environment, the command line, the properties file,
 * {@code OS_*} and {@code clouds.yaml}, and validated at once.
 */
package io.caravan.settings;
