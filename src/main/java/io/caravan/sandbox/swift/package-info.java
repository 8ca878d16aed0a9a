/** The embedded cloud's Swift. */
package io.caravan.sandbox.swift;
