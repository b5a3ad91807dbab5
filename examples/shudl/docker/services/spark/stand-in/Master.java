package org.apache.spark.deploy.master;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentSkipListSet;

/** Stands in for Spark's master: knows which workers have come, and says so. It runs no application. */
public final class Master {
    private static final ConcurrentSkipListSet<String> WORKERS = new ConcurrentSkipListSet<>();

    private Master() {
    }

    public static void main(String[] words) throws IOException {
        HttpServer page = HttpServer.create(new InetSocketAddress(8080), 0);
        page.createContext("/json/", exchange -> {
            String workers = String.join(",", WORKERS.stream().map(worker -> "{\"host\":\"" + worker + "\",\"state\":\"ALIVE\"}").toList());
            byte[] body = ("{\"status\":\"ALIVE\",\"aliveworkers\":" + WORKERS.size() + ",\"workers\":[" + workers + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        HttpServer door = HttpServer.create(new InetSocketAddress(7077), 0);
        door.createContext("/workers/", exchange -> {
            WORKERS.add(exchange.getRequestURI().getPath().substring("/workers/".length()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        page.start();
        door.start();
        System.err.println("spark master (stand-in) answers on 7077 and 8080");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { page.stop(0); door.stop(0); }));
    }
}
