// One sale over any bridge that carries texts: each line that comes in is a message of the page, each line that goes out one to
// it. Put WebView2's WebMessageReceived and PostWebMessageAsString in the place of the console (docs/bridges.md).
//
// C# 5, so that a register on .NET Framework compiles it as well:
//     csc Sale.cs Wire.cs Json.cs        (.NET Framework)      mcs -langversion:5 Sale.cs Wire.cs Json.cs        (Mono)
//     dotnet run -- TOKEN                (.NET 8, by sale.csproj)
using System;
using System.Collections.Generic;
using System.Text;

namespace Smarts.Epos
{
    internal static class Program
    {
        private static int Main(string[] words)
        {
            if (words.Length != 1)
            {
                Console.Error.WriteLine("usage: sale TOKEN");
                return 2;
            }
            Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(false);
            var register = new Register(words[0], Console.WriteLine);
            for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
            {
                if (register.Heard(line)) return 0;
            }
            return 1;
        }
    }

    internal sealed class Register
    {
        private readonly string token;
        private readonly Action<string> post;
        private readonly string session = "cs-" + Guid.NewGuid().ToString("N");
        private readonly string basket;
        private string greeted = "";
        private int count;
        private bool over;

        public Register(string token, Action<string> post)
        {
            this.token = token;
            this.post = post;
            basket = session + "-1";
        }

        /// <summary>A message of the page. True when the sale is booked and nothing is owed. What is not of this protocol changes nothing.</summary>
        public bool Heard(string text)
        {
            try
            {
                Take(Json.Parse(text));
            }
            catch (JsonFault fault)
            {
                Console.Error.WriteLine("not understood: " + fault.Message);
            }
            return over;
        }

        private void Take(object message)
        {
            var type = Json.Read<string>(Json.At(message, "type"), "type");
            var payload = Json.At(message, "payload");
            if (Json.At(message, "re") != null) Answered(type, message, payload);
            else if (Json.At(message, "req") != null) Asked(type, Json.Read<string>(Json.At(message, "req"), "req"), payload);
            else if (Json.At(message, "seq") != null) Told(type, Json.Read<long>(Json.At(message, "seq"), "seq"));
            else if (type == "epos.hello") Open(Json.Read<string>(Json.At(payload, "nonce"), "payload.nonce"));
        }

        private void Send<TPayload, TAnswer>(Command<TPayload, TAnswer> command, TPayload payload)
        {
            count += 1;
            post(Json.Print(new Dictionary<string, object> { { "v", 1 }, { "id", "c" + count }, { "type", command.Type }, { "payload", payload } }));
        }

        private void Open(string nonce)
        {
            if (nonce == greeted) return;
            greeted = nonce;
            var capabilities = new List<string> { Requests.PaymentTake.Type, Requests.Print.Type };
            Send(Commands.SessionOpen, new Open { Nonce = nonce, HostSession = session, DeviceToken = token, Capabilities = capabilities });
        }

        private void Answered(string type, object message, object payload)
        {
            if (!true.Equals(Json.At(message, "ok")))
            {
                Console.Error.WriteLine(type + " is refused: " + Json.At(Json.At(message, "error"), "code"));
                return;
            }
            if (type == Commands.SessionOpen.Type) Send(Commands.BasketOpen, new OpenBasket { BasketRef = basket, Currency = "EUR" });
            else if (type == Commands.BasketOpen.Type) Put();
            else if (type == Commands.BasketPut.Type) Total(Commands.BasketPut.Answer(payload));
            else if (type == Commands.BasketFreeze.Type) Send(Commands.TenderPay, new Pay { BasketRef = basket, Kind = TenderKind.Cash });
            else if (type == Commands.BasketCommit.Type) Console.Error.WriteLine("booked as " + Commands.BasketCommit.Answer(payload).EposNo);
        }

        private void Put()
        {
            var line = new LineIn
            {
                Id = "1", Name = "Chocolate", Quantity = "3", Amount = 537, Brand = "zlatica", Categories = new List<string> { "chocolate" }, TaxCodes = new List<string> { "A" },
            };
            Send(Commands.BasketPut, new PutBasket { BasketRef = basket, Revision = 1, Lines = new List<LineIn> { line } });
        }

        /// <summary>The page's adjustments onto the receipt, then both compare.</summary>
        private void Total(BasketState state)
        {
            foreach (var one in state.Adjustments) Console.Error.WriteLine(one.Text38 + " " + one.Amount);
            Send(Commands.BasketFreeze, new Freeze { BasketRef = basket, Revision = 1, RegisterTotal = state.Totals.Total });
        }

        private void Asked(string type, string req, object payload)
        {
            var done = new RequestDone { Req = req, Outcome = type == Requests.Print.Type ? RequestOutcome.Done : RequestOutcome.Refused };
            if (type == Requests.PaymentTake.Type)
            {
                var take = Requests.PaymentTake.Read(payload);
                done = new RequestDone { Req = req, Outcome = RequestOutcome.Done, Authorized = take.CashAmount ?? take.Amount };
            }
            Send(Commands.RequestDone, done);
        }

        private void Told(string type, long seq)
        {
            Send(Commands.SessionAck, new Ack { Seq = seq });
            if (type == Events.TenderApproved.Type) Send(Commands.BasketCommit, new Commit { BasketRef = basket, ReceiptNo = "1/POS1/1" });
            over |= type == Events.BasketCommitted.Type;
        }
    }
}
