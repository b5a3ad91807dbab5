package org.apache.spark.deploy.worker;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Stands in for a worker of Spark: tells the master that it is there. It runs nothing. */
public final class Worker {
    private Worker() {
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        String host = words[Arrays.asList(words).indexOf("--host") + 1];
        URI master = URI.create(words[words.length - 1].replace("spark://", "http://") + "/workers/" + host);
        HttpServer page = HttpServer.create(new InetSocketAddress(8081), 0);
        page.createContext("/json/", exchange -> {
            byte[] body = ("{\"id\":\"" + host + "\",\"masterurl\":\"" + words[words.length - 1] + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        page.start();
        System.err.println("spark worker (stand-in) answers on 8081");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> page.stop(0)));
        HttpClient client = HttpClient.newHttpClient();
        while (true) {
            try {
                client.send(HttpRequest.newBuilder(master).PUT(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
            } catch (IOException problem) {
                System.err.println("the master can't be reached: " + problem);
            }
            Thread.sleep(1000);
        }
    }
}
