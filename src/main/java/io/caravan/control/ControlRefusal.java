package io.caravan.control;

/** Why something that was asked for is not done, as a sentence. */
final class ControlRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    ControlRefusal(String message) {
        super(message);
    }
}
