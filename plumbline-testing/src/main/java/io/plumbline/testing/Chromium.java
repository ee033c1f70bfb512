package io.plumbline.testing;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven through the DevTools protocol (Chrome DevTools
 * Protocol, stable domains Page, Runtime, Input, Emulation, Network and Log).
 */
public final class Chromium implements AutoCloseable {
  private static final int SECONDS = 60;
  private static final String AXE = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";

  /** Waits until the page's script has drawn what it draws. */
  private static final String READY =
      "new Promise(done => { const look = () => document.documentElement.dataset.ready ? done(true)"
          + " : setTimeout(look, 5); look(); })";

  /** WCAG 2.2 up to AA, and what axe calls best practice. */
  private static final String FOUND_BY_AXE =
      "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
          + " 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(found => found.violations.flatMap("
          + "each => each.nodes.map(node => each.id + ': ' + node.html)))";

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private String session = "";

  private Chromium(Process process, Path profile, String address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Messages())
            .join();
  }

  /** The browser's program, where one is installed. */
  public static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public static boolean installed() {
    return program().isPresent();
  }

  public static Chromium start(Path program) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("plumbline-chromium");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--no-sandbox");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log.txt").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        process.destroyForcibly();
        throw new IOException(
            "Chromium did not start: " + Files.readString(profile.resolve("log.txt")));
      }
      Thread.sleep(50);
    }
    List<String> lines = Files.readAllLines(port);
    Chromium browser =
        new Chromium(process, profile, "ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    browser.attach();
    return browser;
  }

  private void attach() {
    String target =
        send("Target.createTarget", Map.of("url", "about:blank")).get("targetId").getAsString();
    session =
        send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .getAsString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** Sets width, height, touch and the preferred colour scheme, then opens the page. */
  public void open(Path page, int width, int height, boolean phone, String scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
    send("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    problems.clear();
    requests.clear();
    loaded = new CompletableFuture<>();
    send("Page.navigate", Map.of("url", page.toUri().toString()));
    loaded.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    evaluate(READY);
    settle();
  }

  /** Waits until what was asked for has been drawn. */
  public void settle() {
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>"
            + " done(true), 50))))");
  }

  public JsonElement evaluate(String expression) {
    JsonObject answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    JsonElement value = answer.getAsJsonObject("result").get("value");
    return value == null ? com.google.gson.JsonNull.INSTANCE : value;
  }

  public void moveMouse(double x, double y) {
    send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    settle();
  }

  public void tap(double x, double y) {
    send(
        "Input.dispatchTouchEvent",
        Map.of("type", "touchStart", "touchPoints", List.of(Map.of("x", x, "y", y))));
    send("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
    settle();
  }

  public void press(String key) {
    send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
    send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    settle();
  }

  public byte[] screenshot(boolean wholePage) {
    return Base64.getDecoder()
        .decode(
            send(
                    "Page.captureScreenshot",
                    Map.of("format", "png", "captureBeyondViewport", wholePage))
                .get("data")
                .getAsString());
  }

  public byte[] pdf() {
    JsonObject answer = send("Page.printToPDF", Map.of("printBackground", true));
    return Base64.getDecoder().decode(answer.get("data").getAsString());
  }

  /** What axe-core finds that keeps someone from reading the page, an element each. */
  public List<String> violations() throws IOException {
    Properties axe = new Properties();
    try (InputStream in = Chromium.class.getResourceAsStream(AXE)) {
      axe.load(in);
    }
    String script =
        "/META-INF/resources/webjars/axe-core/" + axe.getProperty("version") + "/axe.min.js";
    try (InputStream in = Chromium.class.getResourceAsStream(script)) {
      evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";true");
    }
    return evaluate(FOUND_BY_AXE).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  /** Console errors, uncaught exceptions and refused resources since the page was opened. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Addresses asked for since the page was opened, data: images left out. */
  public List<String> requests() {
    return requests.stream().filter(address -> !address.startsWith("data:")).toList();
  }

  private JsonObject send(String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", new Gson().toJsonTree(parameters));
    if (!session.isEmpty()) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    pending.put(id, answer);
    socket.sendText(message.toString(), true).join();
    JsonObject reply = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    if (reply.has("error")) {
      throw new IllegalStateException(method + ": " + reply.get("error"));
    }
    return reply.getAsJsonObject("result");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        receive(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void receive(JsonObject message) {
      if (message.has("id")) {
        pending.remove(message.get("id").getAsInt()).complete(message);
        return;
      }
      JsonObject details = message.getAsJsonObject("params");
      switch (message.get("method").getAsString()) {
        case "Page.loadEventFired" -> loaded.complete(null);
        case "Runtime.exceptionThrown" -> problems.add(details.toString());
        case "Runtime.consoleAPICalled" -> problems.add(details.toString());
        case "Log.entryAdded" -> problems.add(details.getAsJsonObject("entry").toString());
        case "Network.requestWillBeSent" ->
            requests.add(details.getAsJsonObject("request").get("url").getAsString());
        default -> {}
      }
    }
  }
}
