// One sale over any bridge that carries texts: each line that comes in is a message of the page, each line that goes out one to
// it. Put WebView2's WebMessageReceived and PostWebMessageAsString in the place of the console (docs/bridges.md).
//
//     dotnet run -- TOKEN
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smarts.Epos;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: sale TOKEN");
    return 2;
}
var register = new Register(args[0], Console.WriteLine);
while (Console.ReadLine() is { } line)
{
    if (register.Heard(line)) return 0;
}
return 1;

internal sealed class Register
{
    private readonly string token;
    private readonly Action<string> post;
    private readonly string session = $"cs-{Guid.NewGuid():N}";
    private string Ref => $"{session}-1";
    private string greeted = "";
    private int count;
    private bool over;

    public Register(string token, Action<string> post)
    {
        this.token = token;
        this.post = post;
    }

    /// <summary>A message of the page. True when the sale is booked and nothing is owed.</summary>
    public bool Heard(string text)
    {
        JsonNode? message;
        try
        {
            message = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return false; // not of this protocol
        }
        if (message is not JsonObject whole || whole["type"] is not JsonValue named) return false;
        var type = named.ToString();
        if (whole["re"] is not null) Answered(type, whole);
        else if (whole["req"] is { } req) Asked(type, req.ToString(), whole["payload"]);
        else if (whole["seq"] is { } seq) Told(type, seq.GetValue<long>());
        else if (type == "epos.hello") Open(whole["payload"]?["nonce"]?.ToString() ?? "");
        return over;
    }

    private void Send<TPayload, TAnswer>(Command<TPayload, TAnswer> command, TPayload payload)
    {
        count += 1;
        post(JsonSerializer.Serialize(new { v = 1, id = $"c{count}", type = command.Type, payload }, Wire.Options));
    }

    private static T Read<T>(JsonNode? payload) => payload.Deserialize<T>(Wire.Options) ?? throw new JsonException("no payload");

    private void Open(string nonce)
    {
        if (nonce == greeted) return;
        greeted = nonce;
        Send(Commands.SessionOpen, new Open
        {
            Nonce = nonce, HostSession = session, DeviceToken = token, Capabilities = new() { Requests.PaymentTake.Type, Requests.Print.Type },
        });
    }

    private void Answered(string type, JsonObject message)
    {
        if (message["ok"]?.GetValue<bool>() != true)
        {
            Console.Error.WriteLine($"{type} is refused: {message["error"]?["code"]}");
            return;
        }
        var payload = message["payload"];
        if (type == Commands.SessionOpen.Type) Send(Commands.BasketOpen, new OpenBasket { BasketRef = Ref, Currency = "EUR" });
        else if (type == Commands.BasketOpen.Type) Put();
        else if (type == Commands.BasketPut.Type) Total(Read<BasketState>(payload));
        else if (type == Commands.BasketFreeze.Type) Send(Commands.TenderPay, new Pay { BasketRef = Ref, Kind = TenderKind.Cash });
        else if (type == Commands.BasketCommit.Type) Console.Error.WriteLine($"booked as {Read<Committed>(payload).EposNo}");
    }

    private void Put() => Send(Commands.BasketPut, new PutBasket
    {
        BasketRef = Ref, Revision = 1,
        Lines = new()
        {
            new LineIn { Id = "1", Name = "Chocolate", Quantity = "3", Amount = 537, Brand = "zlatica", Categories = new() { "chocolate" }, TaxCodes = new() { "A" } },
        },
    });

    /// <summary>The page's adjustments onto the receipt, then both compare.</summary>
    private void Total(BasketState state)
    {
        foreach (var one in state.Adjustments) Console.Error.WriteLine($"{one.Text38} {one.Amount}");
        Send(Commands.BasketFreeze, new Freeze { BasketRef = Ref, Revision = 1, RegisterTotal = state.Totals.Total });
    }

    private void Asked(string type, string req, JsonNode? payload)
    {
        var done = new RequestDone { Req = req, Outcome = type == Requests.Print.Type ? RequestOutcome.Done : RequestOutcome.Refused };
        if (type == Requests.PaymentTake.Type)
        {
            var take = Read<TakePayment>(payload);
            done = new RequestDone { Req = req, Outcome = RequestOutcome.Done, Authorized = take.CashAmount ?? take.Amount };
        }
        Send(Commands.RequestDone, done);
    }

    private void Told(string type, long seq)
    {
        Send(Commands.SessionAck, new Ack { Seq = seq });
        if (type == Events.TenderApproved.Type) Send(Commands.BasketCommit, new Commit { BasketRef = Ref, ReceiptNo = "1/POS1/1" });
        over |= type == Events.BasketCommitted.Type;
    }
}
