/** What can be looked at: a page, metrics, health. Nothing can be changed here. */
package io.caravan.web;
