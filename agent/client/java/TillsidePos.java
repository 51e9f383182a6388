import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A POS in Java over the raw socket, profile "generic": one JSON-RPC 2.0 message a line. It needs nothing but a JDK (17
 * or later) and is meant to be copied from.
 *
 * <pre>java TillsidePos.java 127.0.0.1:7710 shop/till/pos.secret</pre>
 */
public final class TillsidePos implements AutoCloseable {
  private static final String VERSION = "1";
  private static final String ROLE = "pos";
  private static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;
  /** The agent answers within 2 s whatever happens, and a line within 150 ms; a machine that is busy may need more. */
  private static int patienceMs = 3000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private long lastId;

  /** The agent refused a call: nothing was changed, but for what its reason says. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    public final long code;
    public final String reason;

    Refused(long code, String reason, String message) {
      super(message);
      this.code = code;
      this.reason = reason;
    }

    /** Whether the very same may be taken later: nobody has it in the journal as far as is known. */
    public boolean mayPass() {
      return code == -32003 || code == -32005 || code == -32603;
    }
  }

  /** One sale: three for the price of two, where the chain offers it. */
  public static void main(String[] args) throws Exception {
    if (args.length < 2 || args.length > 3) {
      System.err.println("java TillsidePos.java HOST:PORT SECRET_FILE [PATIENCE_MS]");
      System.exit(2);
    }
    if (args.length == 3) patienceMs = Integer.parseInt(args[2]);
    String where = args[0];
    byte[] secret = HexFormat.of().parseHex(Files.readString(Path.of(args[1])).trim());

    String transactionId = "java-" + System.currentTimeMillis();
    String at = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<Object> lines = new ArrayList<>();
    for (int piece = 1; piece <= 3; piece += 1)
      lines.add(object("lineId", "" + piece, "article", "8076809513753", "unitPriceCents", 119, "quantity", "1"));

    // What is sold where nobody answers: full prices.
    long totalCents = 357;
    List<Object> applied = new ArrayList<>();
    boolean heardAll = false;
    try (TillsidePos pos = new TillsidePos(where, secret)) {
      pos.call("transaction.begin", object("transactionId", transactionId, "at", at));
      for (Object line : lines) {
        Map<?, ?> answer = pos.call("line.add", object("transactionId", transactionId, "line", line));
        System.out.println("line: total " + answer.get("totalCents"));
      }
      Map<?, ?> offer = pos.call("transaction.subtotal", object("transactionId", transactionId));
      totalCents = (Long) offer.get("totalCents");
      for (Object one : (List<?>) offer.get("effects")) {
        Map<?, ?> effect = (Map<?, ?>) one;
        if (!"price-modifier".equals(effect.get("kind"))) continue;
        System.out.println("discount: " + ((Map<?, ?>) effect.get("text")).get("en") + " -" + effect.get("amountCents"));
        applied.add(appliedAs(effect));
      }
      heardAll = true;
    } catch (IOException | Refused away) {
      System.out.println("the sale goes on without promotions: " + away.getMessage());
      applied.clear();
      totalCents = 357;
    }

    // Paid. A real till keeps this on its disk until it is answered, over its own restart too.
    Map<String, Object> completion =
        object("transactionId", transactionId, "receipt", transactionId, "applied", applied, "totalCents", totalCents);
    completion.put("basket", object("lines", lines, "at", at));
    Map<?, ?> recorded = complete(where, secret, completion, !heardAll);
    System.out.println("recorded: " + recorded.get("saleId") + ", total " + recorded.get("totalCents"));
    // As if that answer had been lost on its way: sent again, now with all its goods, it is answered the same.
    Map<?, ?> again = complete(where, secret, completion, true);
    System.out.println("sent again: " + (recorded.get("saleId").equals(again.get("saleId")) ? "the same" : "DIFFERENT"));
  }

  /**
   * Sends a paid sale until it is answered for good; a real till does that beside the next sale. As it was rung up first,
   * then whole, and at once where the agent has perhaps not heard everything: then what was sold is what is recorded.
   */
  static Map<?, ?> complete(String where, byte[] secret, Map<String, Object> completion, boolean whole)
      throws InterruptedException, Refused {
    Map<String, Object> asRungUp = new LinkedHashMap<>(completion);
    asRungUp.remove("basket");
    for (boolean told = whole; ; told = true) {
      try (TillsidePos pos = new TillsidePos(where, secret)) {
        return pos.call("transaction.complete", told ? completion : asRungUp);
      } catch (Refused refusal) {
        if (refusal.reason.equals("unknown-transaction") && !told) continue;
        if (!refusal.mayPass()) throw refusal;
        System.out.println("not recorded yet: " + refusal.getMessage());
      } catch (IOException away) {
        System.out.println("nobody answers: " + away.getMessage());
      }
      Thread.sleep(2000);
    }
  }

  /** The modifier as a POS that takes all of it off tells it. */
  static Map<String, Object> appliedAs(Map<?, ?> modifier) {
    List<Object> shares = new ArrayList<>();
    for (Object one : (List<?>) modifier.get("shares")) {
      Map<?, ?> share = (Map<?, ?>) one;
      shares.add(object("lineId", share.get("lineId"), "amountCents", share.get("amountCents")));
    }
    return object(
        "promotionId", modifier.get("promotionId"), "amountCents", modifier.get("amountCents"), "shares", shares);
  }

  /** Connects and proves both sides. Throws IOException also when the other side is not this till's agent. */
  public TillsidePos(String where, byte[] secret) throws IOException, Refused {
    int colon = where.lastIndexOf(':');
    socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(where.substring(0, colon), Integer.parseInt(where.substring(colon + 1))), 2000);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patienceMs);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
      shakeHands(secret);
    } catch (IOException | Refused | RuntimeException error) {
      socket.close();
      throw error;
    }
  }

  private void shakeHands(byte[] secret) throws IOException, Refused {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String nonce = HexFormat.of().formatHex(random);
    Map<?, ?> hello =
        call("hello", object("nonce", nonce, "role", ROLE, "profile", "generic", "version", VERSION, "language", "en"));
    String agentNonce = "" + hello.get("nonce");
    String endpoint = socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
    byte[] expected = proof("agent", secret, nonce, agentNonce, endpoint).getBytes(StandardCharsets.UTF_8);
    // Before it is told anything: something else may have taken the port.
    if (!MessageDigest.isEqual(expected, ("" + hello.get("proof")).getBytes(StandardCharsets.UTF_8)))
      throw new IOException(endpoint + " does not know this till's secret; nothing is sent to it");
    call("hello.confirm", object("proof", proof("pos", secret, nonce, agentNonce, endpoint)));
  }

  private static String proof(String side, byte[] secret, String posNonce, String agentNonce, String endpoint) {
    String terms = Json.write(List.of("tillside " + side, posNonce, agentNonce, ROLE, endpoint, VERSION));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(terms.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** One call at a time. Throws Refused for an error of the agent, IOException when it does not answer. */
  public Map<?, ?> call(String method, Map<String, Object> params) throws IOException, Refused {
    lastId += 1;
    Map<String, Object> request = object("jsonrpc", "2.0", "id", lastId, "method", method, "params", params);
    out.write((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    for (;;) {
      Map<?, ?> message = readMessage();
      if (message.get("method") != null) {
        // Told without being asked: a scan, the customer's display, how the agent is.
        System.out.println("heard: " + message.get("method"));
        continue;
      }
      if (message.get("error") instanceof Map<?, ?> error) {
        Object reason = error.get("data") instanceof Map<?, ?> data ? data.get("reason") : "";
        long code = error.get("code") instanceof Long number ? number : 0;
        throw new Refused(code, "" + reason, method + ": " + error.get("message") + " " + reason);
      }
      // An answer that came too late for its call is nobody's any more.
      if (Long.valueOf(lastId).equals(message.get("id")) && message.get("result") instanceof Map<?, ?> result)
        return result;
    }
  }

  private Map<?, ?> readMessage() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) throw new IOException("the connection was closed");
      line.write(one);
      if (line.size() > ANSWER_BYTES_MAX) throw new IOException("this is no agent: its line never ends");
    }
    try {
      if (Json.read(line.toString(StandardCharsets.UTF_8)) instanceof Map<?, ?> message) return message;
    } catch (IllegalArgumentException notJson) {
      throw new IOException("this is no agent: " + notJson.getMessage(), notJson);
    }
    throw new IOException("this is no agent: not a JSON object");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Names and values in turn, in their order. */
  static Map<String, Object> object(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int at = 0; at < pairs.length; at += 2) map.put((String) pairs[at], pairs[at + 1]);
    return map;
  }

  /** As much of JSON as a POS needs: Map, List, String, Long, BigDecimal, Boolean, null. */
  static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    /** Throws IllegalArgumentException for what is no JSON. */
    static Object read(String text) {
      Json json = new Json(text);
      Object value = json.value(0);
      json.space();
      if (json.at < text.length()) throw json.wrong();
      return value;
    }

    private Object value(int depth) {
      if (depth > 64) throw wrong();
      space();
      switch (peek()) {
        case '{': {
          Map<String, Object> map = new LinkedHashMap<>();
          at += 1;
          space();
          if (peek() == '}') {
            at += 1;
            return map;
          }
          do {
            space();
            String name = string();
            expect(':');
            map.put(name, value(depth + 1));
          } while (more('}'));
          return map;
        }
        case '[': {
          List<Object> list = new ArrayList<>();
          at += 1;
          space();
          if (peek() == ']') {
            at += 1;
            return list;
          }
          do list.add(value(depth + 1));
          while (more(']'));
          return list;
        }
        case '"':
          return string();
        case 't':
          return word("true", Boolean.TRUE);
        case 'f':
          return word("false", Boolean.FALSE);
        case 'n':
          return word("null", null);
        default:
          return number();
      }
    }

    /** A comma, or the end of the list. */
    private boolean more(char end) {
      space();
      char next = peek();
      at += 1;
      if (next != ',' && next != end) throw wrong();
      return next == ',';
    }

    private String string() {
      if (peek() != '"') throw wrong();
      StringBuilder read = new StringBuilder();
      for (at += 1; peek() != '"'; at += 1) {
        if (peek() != '\\') {
          read.append(peek());
          continue;
        }
        at += 1;
        switch (peek()) {
          case 'n' -> read.append('\n');
          case 't' -> read.append('\t');
          case 'r' -> read.append('\r');
          case 'b' -> read.append('\b');
          case 'f' -> read.append('\f');
          case 'u' -> {
            if (at + 4 >= text.length()) throw wrong();
            read.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
            at += 4;
          }
          default -> read.append(peek());
        }
      }
      at += 1;
      return read.toString();
    }

    private Object number() {
      int start = at;
      while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at += 1;
      String digits = text.substring(start, at);
      if (digits.isEmpty()) throw wrong();
      if (digits.matches("-?\\d{1,18}")) return Long.valueOf(digits);
      return new BigDecimal(digits);
    }

    private Object word(String word, Object value) {
      if (!text.startsWith(word, at)) throw wrong();
      at += word.length();
      return value;
    }

    private void expect(char one) {
      space();
      if (peek() != one) throw wrong();
      at += 1;
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at += 1;
    }

    private char peek() {
      if (at >= text.length()) throw wrong();
      return text.charAt(at);
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException("no JSON at character " + at);
    }

    static String write(Object value) {
      StringBuilder written = new StringBuilder();
      write(value, written);
      return written.toString();
    }

    private static void write(Object value, StringBuilder to) {
      if (value instanceof Map<?, ?> map) {
        to.append('{');
        String comma = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          to.append(comma);
          quote((String) entry.getKey(), to);
          write(entry.getValue(), to.append(':'));
          comma = ",";
        }
        to.append('}');
      } else if (value instanceof List<?> list) {
        to.append('[');
        String comma = "";
        for (Object one : list) {
          write(one, to.append(comma));
          comma = ",";
        }
        to.append(']');
      } else if (value instanceof String string) quote(string, to);
      else to.append(value);
    }

    private static void quote(String string, StringBuilder to) {
      to.append('"');
      for (char one : string.toCharArray()) {
        if (one == '"' || one == '\\') to.append('\\').append(one);
        else if (one < ' ') to.append(String.format("\\u%04x", (int) one));
        else to.append(one);
      }
      to.append('"');
    }
  }
}
