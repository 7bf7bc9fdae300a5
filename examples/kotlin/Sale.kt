// One sale over any bridge that carries texts: each line that comes in is a message of the page, each line that goes out one to
// it. Put WebViewCompat.addWebMessageListener in the place of the console (docs/bridges.md). Kotlin 1.3 and later, no library.
//
//     kotlinc -include-runtime -d sale.jar Sale.kt Wire.kt Json.kt && java -jar sale.jar TOKEN
package hr.smarts.epos

import kotlin.system.exitProcess

class Register(private val token: String, private val post: (String) -> Unit) {
    private val session = "kt-${System.nanoTime()}"
    private val ref = "$session-1"
    private var greeted = ""
    private var count = 0
    private var over = false

    /** A message of the page. True when the sale is booked and nothing is owed. What is not of this protocol changes nothing. */
    fun heard(text: String): Boolean {
        try {
            take(parse(text))
        } catch (fault: JsonFault) {
            System.err.println("not understood: ${fault.message}")
        }
        return over
    }

    private fun take(message: At) {
        val type = message["type"].text()
        val payload = message["payload"]
        when {
            message["re"].value != null -> answered(type, message, payload)
            message["req"].value != null -> asked(type, message["req"].text(), payload)
            message["seq"].value != null -> told(type, message["seq"].whole())
            type == "epos.hello" -> greet(payload["nonce"].text())
        }
    }

    private fun <P : Shape, A> send(command: Command<P, A>, payload: P) {
        count += 1
        post(print(mapOf("v" to 1, "id" to "c$count", "type" to command.type, "payload" to payload)))
    }

    private fun greet(nonce: String) {
        if (nonce == greeted) return
        greeted = nonce
        val capabilities = listOf(Requests.paymentTake.type, Requests.print.type)
        send(Commands.sessionOpen, Open(nonce = nonce, hostSession = session, deviceToken = token, capabilities = capabilities))
    }

    private fun answered(type: String, message: At, payload: At) {
        if (message["ok"].value != true) {
            System.err.println("$type is refused: ${message["error"]["code"].value}")
            return
        }
        when (type) {
            Commands.sessionOpen.type -> send(Commands.basketOpen, OpenBasket(basketRef = ref, currency = "EUR"))
            Commands.basketOpen.type -> put()
            Commands.basketPut.type -> total(Commands.basketPut.answer(payload))
            Commands.basketFreeze.type -> send(Commands.tenderPay, Pay(basketRef = ref, kind = TenderKind.CASH))
            Commands.basketCommit.type -> System.err.println("booked as ${Commands.basketCommit.answer(payload).eposNo}")
        }
    }

    private fun put() {
        val line = LineIn(
            id = "1", name = "Chocolate", quantity = "3", amount = 537, brand = "zlatica", categories = listOf("chocolate"), taxCodes = listOf("A")
        )
        send(Commands.basketPut, PutBasket(basketRef = ref, revision = 1, lines = listOf(line)))
    }

    /** The page's adjustments onto the receipt, then both compare. */
    private fun total(state: BasketState) {
        for (one in state.adjustments) System.err.println("${one.text38} ${one.amount}")
        send(Commands.basketFreeze, Freeze(basketRef = ref, revision = 1, registerTotal = state.totals.total))
    }

    private fun asked(type: String, req: String, payload: At) {
        val done = when (type) {
            Requests.paymentTake.type -> {
                val take = Requests.paymentTake.read(payload)
                RequestDone(req = req, outcome = RequestOutcome.DONE, authorized = take.cashAmount ?: take.amount)
            }
            Requests.print.type -> RequestDone(req = req, outcome = RequestOutcome.DONE)
            else -> RequestDone(req = req, outcome = RequestOutcome.REFUSED)
        }
        send(Commands.requestDone, done)
    }

    private fun told(type: String, seq: Long) {
        send(Commands.sessionAck, Ack(seq = seq))
        if (type == Events.tenderApproved.type) send(Commands.basketCommit, Commit(basketRef = ref, receiptNo = "1/POS1/1"))
        over = over || type == Events.basketCommitted.type
    }
}

fun main(words: Array<String>) {
    val register = Register(words.single()) { println(it) }
    while (true) {
        val line = readLine() ?: exitProcess(1)
        if (register.heard(line)) return
    }
}
