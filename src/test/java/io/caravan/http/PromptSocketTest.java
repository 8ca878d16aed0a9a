package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caravan.settings.Proxies;
import io.caravan.settings.Tls;
import io.caravan.settings.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;

/** Many small answers on one connection, from a server that sends head and body by themselves. */
class PromptSocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANSWERS = 50;

    @Test
    void smallAnswersComeAtOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assumeTrue(server.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK));
            Thread answers = new Thread(() -> answer(server), "server");
            answers.setDaemon(true);
            answers.start();
            Tls tls = new Tls(List.of(), Optional.empty(), false);
            try (CloudHttp http = CloudHttp.open(new Transport(PATIENCE, PATIENCE, tls, Proxies.NONE), "test");
                    CloseableHttpClient client = http.builder().build()) {
                HttpGet get = new HttpGet("http://127.0.0.1:" + server.getLocalPort() + "/");
                long begin = System.nanoTime();
                for (int i = 0; i < ANSWERS; i++) {
                    assertThat(client.<String>execute(get, answer -> EntityUtils.toString(answer.getEntity())))
                            .isEqualTo("body");
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("each would take 40 ms if it had to wait for an acknowledgement")
                        .isLessThan(Duration.ofMillis(ANSWERS * 20));
            }
        }
    }

    /** On one connection; a second one is not accepted. */
    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write("body".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // the client sees it
        }
    }
}
