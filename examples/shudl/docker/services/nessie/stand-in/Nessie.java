import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Stands in for Nessie: an empty catalogue with one branch, its health and its metrics. It keeps nothing. */
public final class Nessie {
    private static final String NO_COMMITS = "2e1cfa82b035c26cbbbdae632cea070514eb8b773f616aaeaf668e2f0be8f10d";

    private Nessie() {
    }

    public static void main(String[] words) throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(19120), 0);
        String main = "{\"type\":\"BRANCH\",\"name\":\"main\",\"hash\":\"" + NO_COMMITS + "\"}";
        answer(api, "/api/v2/config", "application/json", () -> "{\"defaultBranch\":\"main\",\"minSupportedApiVersion\":1,\"maxSupportedApiVersion\":2}");
        answer(api, "/api/v2/trees", "application/json", () -> "{\"hasMore\":false,\"references\":[" + main + "]}");
        HttpServer management = HttpServer.create(new InetSocketAddress(9000), 0);
        answer(management, "/q/health", "application/json", () -> "{\"status\":\"UP\",\"checks\":[]}");
        answer(management, "/q/metrics", "text/plain", Nessie::metrics);
        api.start();
        management.start();
        System.out.println("nessie (stand-in) answers on 19120 and 9000; log level " + System.getenv().getOrDefault("NESSIE_LOG_LEVEL", "INFO"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { api.stop(0); management.stop(0); }));
    }

    private static String metrics() {
        Runtime runtime = Runtime.getRuntime();
        return "# TYPE jvm_memory_used_bytes gauge\njvm_memory_used_bytes{area=\"heap\"} " + (runtime.totalMemory() - runtime.freeMemory()) + "\n";
    }

    private static void answer(HttpServer server, String path, String type, java.util.function.Supplier<String> text) {
        server.createContext(path, exchange -> send(exchange, type, text.get()));
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
