package io.trino.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Stands in for Trino: reads the configuration that Trino reads, and says that it runs. It takes no query. */
public final class TrinoServer {
    private TrinoServer() {
    }

    public static void main(String[] words) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(System.getProperty("config")))) {
            settings.load(reader);
        }
        long start = System.nanoTime();
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(settings.getProperty("http-server.http.port"))), 0);
        server.createContext("/v1/info", exchange -> {
            String text = "{\"nodeVersion\":{\"version\":\"stand-in\"},\"environment\":\"" + System.getProperty("node.environment")
                + "\",\"coordinator\":" + settings.getProperty("coordinator") + ",\"starting\":false,\"uptime\":\"" + (System.nanoTime() - start) / 1_000_000_000L
                + ".00s\",\"catalogs\":\"" + catalogs(Path.of(settings.getProperty("catalog.config-dir"))) + "\"}";
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        System.out.println("trino (stand-in) answers on " + server.getAddress().getPort());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
    }

    private static String catalogs(Path folder) {
        try (var files = Files.list(folder)) {
            return String.join(",", files.map(file -> file.getFileName().toString().replace(".properties", "")).sorted().toList());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
