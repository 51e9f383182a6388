using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

/// <summary>
/// A POS in C# over the raw socket, profile "generic": one JSON-RPC 2.0 message a line. It needs nothing but the base
/// library (.NET 8, .NET Framework 4.6 or Mono) and is meant to be copied from.
/// <code>dotnet run -- 127.0.0.1:7710 shop/till/pos.secret</code>
/// </summary>
public sealed class TillsidePos : IDisposable
{
    private const string Version = "1";
    private const string Role = "pos";
    private const int AnswerBytesMax = 16 * 1024 * 1024;
    /// <summary>The agent answers within 2 s whatever happens, and a line within 150 ms; a busy machine may need more.</summary>
    private static int patienceMs = 3000;

    private readonly TcpClient client = new TcpClient { NoDelay = true };
    private readonly Stream stream;
    private readonly Stream output;
    private long lastId;

    /// <summary>The agent refused a call: nothing was changed, but for what its reason says.</summary>
    public sealed class RefusedException : Exception
    {
        public readonly long Code;
        public readonly string Reason;

        public RefusedException(long code, string reason, string message) : base(message)
        {
            Code = code;
            Reason = reason;
        }

        /// <summary>Whether the very same may be taken later: nobody has it in the journal as far as is known.</summary>
        public bool MayPass
        {
            get { return Code == -32003 || Code == -32005 || Code == -32603; }
        }
    }

    /// <summary>One sale: three for the price of two, where the chain offers it.</summary>
    public static int Main(string[] args)
    {
        if (args.Length < 2 || args.Length > 3)
        {
            Console.Error.WriteLine("TillsidePos HOST:PORT SECRET_FILE [PATIENCE_MS]");
            return 2;
        }
        if (args.Length == 3) patienceMs = int.Parse(args[2], CultureInfo.InvariantCulture);
        var where = args[0];
        var secret = FromHex(File.ReadAllText(args[1]).Trim());

        var transactionId = "csharp-" + DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var at = DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var lines = new List<object>();
        for (var piece = 1; piece <= 3; piece += 1)
            lines.Add(Object("lineId", piece.ToString(CultureInfo.InvariantCulture), "article", "8076809513753",
                "unitPriceCents", 119, "quantity", "1"));

        // What is sold where nobody answers: full prices.
        var totalCents = 357L;
        var applied = new List<object>();
        var heardAll = false;
        try
        {
            using (var pos = new TillsidePos(where, secret))
            {
                pos.Call("transaction.begin", Object("transactionId", transactionId, "at", at));
                foreach (var line in lines)
                {
                    var answer = pos.Call("line.add", Object("transactionId", transactionId, "line", line));
                    Console.WriteLine("line: total " + answer["totalCents"]);
                }
                var offer = pos.Call("transaction.subtotal", Object("transactionId", transactionId));
                totalCents = (long)offer["totalCents"];
                foreach (Dictionary<string, object> effect in (List<object>)offer["effects"])
                {
                    if (!"price-modifier".Equals(effect["kind"])) continue;
                    var text = (Dictionary<string, object>)effect["text"];
                    Console.WriteLine("discount: " + text["en"] + " -" + effect["amountCents"]);
                    applied.Add(AppliedAs(effect));
                }
                heardAll = true;
            }
        }
        catch (Exception away) when (away is IOException || away is SocketException || away is RefusedException)
        {
            Console.WriteLine("the sale goes on without promotions: " + away.Message);
            applied.Clear();
            totalCents = 357;
        }

        // Paid. A real till keeps this on its disk until it is answered, over its own restart too.
        var completion = Object("transactionId", transactionId, "receipt", transactionId, "applied", applied,
            "totalCents", totalCents, "basket", Object("lines", lines, "at", at));
        var recorded = Complete(where, secret, completion, !heardAll);
        Console.WriteLine("recorded: " + recorded["saleId"] + ", total " + recorded["totalCents"]);
        // As if that answer had been lost on its way: sent again, now with all its goods, it is answered the same.
        var again = Complete(where, secret, completion, true);
        Console.WriteLine("sent again: " + (recorded["saleId"].Equals(again["saleId"]) ? "the same" : "DIFFERENT"));
        return 0;
    }

    /// <summary>
    /// Sends a paid sale until it is answered for good; a real till does that beside the next sale. As it was rung up
    /// first, then whole, and at once where the agent has perhaps not heard everything: then what was sold is what is
    /// recorded.
    /// </summary>
    private static Dictionary<string, object> Complete(
        string where, byte[] secret, Dictionary<string, object> completion, bool whole)
    {
        var asRungUp = completion.Where(pair => pair.Key != "basket").ToDictionary(pair => pair.Key, pair => pair.Value);
        for (var told = whole; ; told = true)
        {
            try
            {
                using (var pos = new TillsidePos(where, secret))
                    return pos.Call("transaction.complete", told ? completion : asRungUp);
            }
            catch (RefusedException refusal)
            {
                if (refusal.Reason == "unknown-transaction" && !told) continue;
                if (!refusal.MayPass) throw;
                Console.WriteLine("not recorded yet: " + refusal.Message);
            }
            catch (Exception away) when (away is IOException || away is SocketException)
            {
                Console.WriteLine("nobody answers: " + away.Message);
            }
            Thread.Sleep(2000);
        }
    }

    /// <summary>The modifier as a POS that takes all of it off tells it.</summary>
    private static Dictionary<string, object> AppliedAs(Dictionary<string, object> modifier)
    {
        var shares = ((List<object>)modifier["shares"]).Cast<Dictionary<string, object>>()
            .Select(share => (object)Object("lineId", share["lineId"], "amountCents", share["amountCents"])).ToList();
        return Object("promotionId", modifier["promotionId"], "amountCents", modifier["amountCents"], "shares", shares);
    }

    /// <summary>Connects and proves both sides. Throws IOException also when the other side is not this till's agent.</summary>
    public TillsidePos(string where, byte[] secret)
    {
        var colon = where.LastIndexOf(':');
        var host = where.Substring(0, colon);
        var port = int.Parse(where.Substring(colon + 1), CultureInfo.InvariantCulture);
        try
        {
            client.Connect(host, port);
            client.ReceiveTimeout = patienceMs;
            output = client.GetStream();
            stream = new BufferedStream(output);
            ShakeHands(secret, host + ":" + port.ToString(CultureInfo.InvariantCulture));
        }
        catch
        {
            client.Close();
            throw;
        }
    }

    /// <param name="endpoint">the agent's end as it names it itself: its address in digits, and its port</param>
    private void ShakeHands(byte[] secret, string endpoint)
    {
        var random = new byte[16];
        using (var source = RandomNumberGenerator.Create()) source.GetBytes(random);
        var nonce = ToHex(random);
        var hello = Call("hello",
            Object("nonce", nonce, "role", Role, "profile", "generic", "version", Version, "language", "en"));
        object agentNonce, proof;
        hello.TryGetValue("nonce", out agentNonce);
        hello.TryGetValue("proof", out proof);
        // Before it is told anything: something else may have taken the port.
        if (!IsSame(Proof("agent", secret, nonce, agentNonce as string ?? "", endpoint), proof as string ?? ""))
            throw new IOException(endpoint + " does not know this till's secret; nothing is sent to it");
        Call("hello.confirm", Object("proof", Proof("pos", secret, nonce, (string)agentNonce, endpoint)));
    }

    private static string Proof(string side, byte[] secret, string posNonce, string agentNonce, string endpoint)
    {
        var terms = Json.Write(
            new List<object> { "tillside " + side, posNonce, agentNonce, Role, endpoint, Version });
        using (var mac = new HMACSHA256(secret)) return ToHex(mac.ComputeHash(Encoding.UTF8.GetBytes(terms)));
    }

    /// <summary>In constant time.</summary>
    private static bool IsSame(string one, string other)
    {
        if (one.Length != other.Length) return false;
        var difference = 0;
        for (var at = 0; at < one.Length; at += 1) difference |= one[at] ^ other[at];
        return difference == 0;
    }

    /// <summary>One call at a time. Throws RefusedException for an error of the agent, IOException when it does not answer.</summary>
    public Dictionary<string, object> Call(string method, Dictionary<string, object> parameters)
    {
        lastId += 1;
        var request = Object("jsonrpc", "2.0", "id", lastId, "method", method, "params", parameters);
        var bytes = Encoding.UTF8.GetBytes(Json.Write(request) + "\n");
        output.Write(bytes, 0, bytes.Length);
        for (;;)
        {
            var message = ReadMessage();
            object value;
            if (message.TryGetValue("method", out value))
            {
                // Told without being asked: a scan, the customer's display, how the agent is.
                Console.WriteLine("heard: " + value);
                continue;
            }
            if (message.TryGetValue("error", out value) && value is Dictionary<string, object> error)
            {
                object code, text, data, reason = "";
                error.TryGetValue("code", out code);
                error.TryGetValue("message", out text);
                if (error.TryGetValue("data", out data) && data is Dictionary<string, object> more)
                    more.TryGetValue("reason", out reason);
                throw new RefusedException(code is long ? (long)code : 0, reason as string ?? "",
                    method + ": " + text + " " + reason);
            }
            object id;
            // An answer that came too late for its call is nobody's any more.
            if (message.TryGetValue("id", out id) && lastId.Equals(id)
                && message.TryGetValue("result", out value) && value is Dictionary<string, object> result)
                return result;
        }
    }

    private Dictionary<string, object> ReadMessage()
    {
        var line = new MemoryStream();
        for (var one = stream.ReadByte(); one != '\n'; one = stream.ReadByte())
        {
            if (one < 0) throw new IOException("the connection was closed");
            line.WriteByte((byte)one);
            if (line.Length > AnswerBytesMax) throw new IOException("this is no agent: its line never ends");
        }
        try
        {
            if (Json.Read(Encoding.UTF8.GetString(line.ToArray())) is Dictionary<string, object> message) return message;
        }
        catch (Exception notJson) when (notJson is FormatException || notJson is OverflowException)
        {
            throw new IOException("this is no agent: " + notJson.Message, notJson);
        }
        throw new IOException("this is no agent: not a JSON object");
    }

    public void Dispose()
    {
        client.Close();
    }

    /// <summary>Names and values in turn, in their order.</summary>
    private static Dictionary<string, object> Object(params object[] pairs)
    {
        var map = new Dictionary<string, object>();
        for (var at = 0; at < pairs.Length; at += 2) map[(string)pairs[at]] = pairs[at + 1];
        return map;
    }

    private static byte[] FromHex(string text)
    {
        return Enumerable.Range(0, text.Length / 2).Select(at => Convert.ToByte(text.Substring(at * 2, 2), 16)).ToArray();
    }

    private static string ToHex(byte[] bytes)
    {
        return string.Concat(bytes.Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
    }

    /// <summary>As much of JSON as a POS needs: Dictionary, List, string, long, decimal, bool, null.</summary>
    private sealed class Json
    {
        private readonly string text;
        private int at;

        private Json(string text)
        {
            this.text = text;
        }

        /// <summary>Throws FormatException for what is no JSON.</summary>
        public static object Read(string text)
        {
            var json = new Json(text);
            var value = json.Value(0);
            json.Space();
            if (json.at < text.Length) throw json.Wrong();
            return value;
        }

        private object Value(int depth)
        {
            if (depth > 64) throw Wrong();
            Space();
            switch (Peek())
            {
                case '{':
                    var map = new Dictionary<string, object>();
                    at += 1;
                    Space();
                    if (Peek() == '}')
                    {
                        at += 1;
                        return map;
                    }
                    do
                    {
                        Space();
                        var name = String();
                        Space();
                        if (Peek() != ':') throw Wrong();
                        at += 1;
                        map[name] = Value(depth + 1);
                    } while (More('}'));
                    return map;
                case '[':
                    var list = new List<object>();
                    at += 1;
                    Space();
                    if (Peek() == ']')
                    {
                        at += 1;
                        return list;
                    }
                    do list.Add(Value(depth + 1)); while (More(']'));
                    return list;
                case '"':
                    return String();
                case 't':
                    return Word("true", true);
                case 'f':
                    return Word("false", false);
                case 'n':
                    return Word("null", null);
                default:
                    return Number();
            }
        }

        /// <summary>A comma, or the end of the list.</summary>
        private bool More(char end)
        {
            Space();
            var next = Peek();
            at += 1;
            if (next != ',' && next != end) throw Wrong();
            return next == ',';
        }

        private string String()
        {
            if (Peek() != '"') throw Wrong();
            var read = new StringBuilder();
            for (at += 1; Peek() != '"'; at += 1)
            {
                if (Peek() != '\\')
                {
                    read.Append(Peek());
                    continue;
                }
                at += 1;
                switch (Peek())
                {
                    case 'n': read.Append('\n'); break;
                    case 't': read.Append('\t'); break;
                    case 'r': read.Append('\r'); break;
                    case 'b': read.Append('\b'); break;
                    case 'f': read.Append('\f'); break;
                    case 'u':
                        if (at + 4 >= text.Length) throw Wrong();
                        read.Append((char)int.Parse(text.Substring(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                        at += 4;
                        break;
                    default: read.Append(Peek()); break;
                }
            }
            at += 1;
            return read.ToString();
        }

        private object Number()
        {
            var start = at;
            while (at < text.Length && "+-.0123456789eE".IndexOf(text[at]) >= 0) at += 1;
            var digits = text.Substring(start, at - start);
            long whole;
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)) return whole;
            return decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        private object Word(string word, object value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Wrong();
            at += word.Length;
            return value;
        }

        private void Space()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0) at += 1;
        }

        private char Peek()
        {
            if (at >= text.Length) throw Wrong();
            return text[at];
        }

        private FormatException Wrong()
        {
            return new FormatException("no JSON at character " + at);
        }

        public static string Write(object value)
        {
            var written = new StringBuilder();
            Write(value, written);
            return written.ToString();
        }

        private static void Write(object value, StringBuilder to)
        {
            var comma = "";
            if (value is Dictionary<string, object> map)
            {
                to.Append('{');
                foreach (var pair in map)
                {
                    Quote(pair.Key, to.Append(comma));
                    Write(pair.Value, to.Append(':'));
                    comma = ",";
                }
                to.Append('}');
            }
            else if (value is List<object> list)
            {
                to.Append('[');
                foreach (var one in list)
                {
                    Write(one, to.Append(comma));
                    comma = ",";
                }
                to.Append(']');
            }
            else if (value is string quoted) Quote(quoted, to);
            else if (value is bool) to.Append((bool)value ? "true" : "false");
            else if (value == null) to.Append("null");
            else to.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        private static void Quote(string quoted, StringBuilder to)
        {
            to.Append('"');
            foreach (var one in quoted)
            {
                if (one == '"' || one == '\\') to.Append('\\').Append(one);
                else if (one < ' ') to.Append("\\u").Append(((int)one).ToString("x4", CultureInfo.InvariantCulture));
                else to.Append(one);
            }
            to.Append('"');
        }
    }
}
